/// Why a value could not be encoded or decoded.
///
/// All decoding throws this error: no input from outside traps.
public enum CoderError: Error, Hashable, Sendable {
  /// The bytes end in the middle of a value.
  case truncated

  /// A varint has more than ten bytes, or more than 64 bits.
  case varintTooLong

  /// A string is not valid UTF-8.
  case invalidUTF8

  /// A byte with a fixed set of values (a Boolean, a presence mark) has another value.
  case badByte(UInt8)

  /// A length or a count is negative, or larger than the bytes after it allow.
  case badLength(Int64)

  /// An integer, given as a signed number, does not fit its type.
  case outOfRange(Int64)

  /// This many bytes are left after the end of the last value.
  case trailingBytes(Int)

  /// Values are nested more deeply than ``RawReader/maximumDepth``.
  case tooDeep

  /// The type refuses the value; the string is the reason.
  indirect case refused(String)

  /// The failure happened in this field of a row.
  indirect case inField(String, CoderError)
}

extension CoderError {
  /// Throws this error, out of line.
  ///
  /// Inlinable functions call this instead of throwing directly. The compiler does not inline a protocol witness of
  /// another module whose body throws a typed error; each decoded field would then cost an indirect call.
  /// - Throws: this error.
  @usableFromInline @inline(never)
  package func raise() throws(CoderError) -> Never { throw self }
}

extension CoderError: CustomStringConvertible {
  /// The reason, after the path of the field if there is one.
  public var description: String {
    switch self {
    case .truncated: "the bytes end in the middle of a value"
    case .varintTooLong: "a varint has more than 64 bits"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .badByte(let byte): "unexpected byte \(byte)"
    case .badLength(let length): "invalid length \(length)"
    case .outOfRange(let value): "\(value) is out of the range of its type"
    case .trailingBytes(let count): "\(count) \(count == 1 ? "byte is" : "bytes are") left after the end of the value"
    case .tooDeep: "values are nested more deeply than \(RawReader.maximumDepth) levels"
    case .refused(let reason): reason
    case .inField(let name, .inField(let inner, let error)): CoderError.inField(name + "." + inner, error).description
    case .inField(let name, let error): "field \"\(name)\": \(error.description)"
    }
  }
}
