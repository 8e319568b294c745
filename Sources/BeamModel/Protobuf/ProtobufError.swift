/// Why bytes are not a valid message, and where.
public struct ProtobufError: Error, Hashable, Sendable {
  /// What is wrong with the bytes.
  public enum Reason: Hashable, Sendable {
    /// The input, or the enclosing message, ends in the middle of a field.
    case truncated
    /// A varint has more than ten bytes.
    case malformedVarint
    /// A field number or wire type is invalid, or a group ends that was not begun.
    case malformedTag
    /// A string is not valid UTF-8.
    case invalidUTF8
    /// Messages or groups are nested more deeply than ``ProtobufLimits/depth``.
    case tooDeep
    /// The input has more bytes than ``ProtobufLimits/size``.
    case tooLarge
  }

  /// A field of a message.
  public struct Field: Hashable, Sendable {
    /// The message's full protobuf name.
    public let message: String
    /// The field's number.
    public let number: Int
  }

  /// What is wrong with the bytes.
  public let reason: Reason

  /// The number of bytes of the input read before the error.
  public let offset: Int

  /// The field with the error, then the enclosing fields, at most eight in all; empty if no field was reached.
  public private(set) var path: [Field] = []

  init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The same error with an enclosing field added.
  func inside(field: Int, of message: String) -> ProtobufError {
    guard path.count < 8 else { return self }
    var error = self
    error.path.append(Field(message: message, number: field))
    return error
  }
}

extension ProtobufError.Reason: CustomStringConvertible {
  /// A description of the error.
  public var description: String {
    switch self {
    case .truncated: "the input ends in the middle of a field"
    case .malformedVarint: "a number has more than ten bytes"
    case .malformedTag: "invalid field tag"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .tooDeep: "messages are nested more than \(ProtobufLimits.depth) levels deep"
    case .tooLarge: "the input has more than \(ProtobufLimits.size) bytes"
    }
  }
}

extension ProtobufError: CustomStringConvertible {
  /// The reason and the position: "… the input ends in the middle of a field (byte 12, in field 4 of a.b.C, in …)".
  public var description: String {
    let path = path.map { ", in field \($0.number) of \($0.message)" }.joined()
    return "not a protobuf message: \(reason) (byte \(offset)\(path))"
  }
}
