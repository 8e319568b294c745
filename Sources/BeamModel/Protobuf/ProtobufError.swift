/// Why bytes are not a message, and where.
public struct ProtobufError: Error, Hashable, Sendable {
  /// What is wrong with the bytes.
  public enum Reason: Hashable, Sendable {
    /// The input, or the message around the field, ends in the middle of the field.
    case truncated
    /// A varint of more than ten bytes.
    case malformedVarint
    /// A field number or wire type that does not exist, or the end of a group that was not begun.
    case malformedTag
    /// A string that is not UTF-8.
    case invalidUTF8
    /// Messages or groups nested deeper than ``ProtobufLimits/depth``.
    case tooDeep
    /// More bytes than ``ProtobufLimits/size``.
    case tooLarge
  }

  /// A field of a message.
  public struct Place: Hashable, Sendable {
    /// The message's full name in protobuf.
    public let message: String
    /// The field's number there.
    public let field: Int
  }

  /// What is wrong with the bytes.
  public let reason: Reason

  /// How many bytes of the input were read before the fault was seen.
  public let offset: Int

  /// The field with the fault, then the fields around it, at most eight; empty where no field was reached.
  public private(set) var places: [Place] = []

  init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The same fault, seen from a message around it.
  func inside(field: Int, of message: String) -> ProtobufError {
    guard places.count < 8 else { return self }
    var error = self
    error.places.append(Place(message: message, field: field))
    return error
  }
}

extension ProtobufError.Reason: CustomStringConvertible {
  /// What is wrong, in words.
  public var description: String {
    switch self {
    case .truncated: "the input ends in the middle of a field"
    case .malformedVarint: "a number has more than ten bytes"
    case .malformedTag: "no field begins here"
    case .invalidUTF8: "a string is not UTF-8"
    case .tooDeep: "messages are nested more than \(ProtobufLimits.depth) deep"
    case .tooLarge: "the input has more than \(ProtobufLimits.size) bytes"
    }
  }
}

extension ProtobufError: CustomStringConvertible {
  /// What is wrong and where: "the input ends in the middle of a field (byte 12, in field 4 of a.b.C, in …)".
  public var description: String {
    let path = places.map { ", in field \($0.field) of \($0.message)" }.joined()
    return "not a protobuf message: \(reason) (byte \(offset)\(path))"
  }
}
