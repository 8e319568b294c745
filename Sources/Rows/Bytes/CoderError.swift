/// Why bytes could not be read as a value.
///
/// Thrown by everything that decodes: nothing that arrives from outside traps.
public enum CoderError: Error, Hashable, Sendable {
  /// The bytes end in the middle of a value.
  case truncated

  /// A varint has more than ten bytes, or more than 64 bits.
  case varintTooLong

  /// A string is not valid UTF-8.
  case invalidUTF8

  /// A byte that has a fixed set of values (a boolean, a presence mark) has another one.
  case badByte(UInt8)

  /// A length or a count that is negative, or larger than what can follow it.
  case badLength(Int64)

  /// An integer that does not fit the type it is read as, with its value as a signed number.
  case outOfRange(Int64)

  /// Bytes are left after the end of a value that should have been the last one; their number.
  case trailingBytes(Int)

  /// Values are nested deeper than ``RawReader/maximumDepth``.
  case tooDeep

  /// A value that its type refuses, with the reason in words.
  indirect case refused(String)

  /// The failure happened in this field of a row.
  indirect case inField(String, CoderError)
}

extension CoderError {
  /// Throws this error, out of line.
  ///
  /// Inlinable functions call it instead of a `throw` of their own: the compiler does not see through a protocol's witness
  /// in another module whose body throws a typed error, and every field that is decoded would then cost an indirect call.
  /// - Throws: itself.
  @usableFromInline @inline(never)
  package func raise() throws(CoderError) -> Never { throw self }
}

extension CoderError: CustomStringConvertible {
  /// What is wrong, in words; names the field, outermost first, if it was in one.
  public var description: String {
    switch self {
    case .truncated: "the bytes end in the middle of a value"
    case .varintTooLong: "a varint has more than 64 bits"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .badByte(let byte): "unexpected byte \(byte)"
    case .badLength(let length): "a length of \(length) is not possible here"
    case .outOfRange(let value): "\(value) is out of the range of its type"
    case .trailingBytes(let count): "\(count) \(count == 1 ? "byte is" : "bytes are") left after the end of the value"
    case .tooDeep: "values are nested deeper than \(RawReader.maximumDepth) levels"
    case .refused(let reason): reason
    case .inField(let name, .inField(let inner, let error)): CoderError.inField(name + "." + inner, error).description
    case .inField(let name, let error): "field \"\(name)\": \(error.description)"
    }
  }
}
