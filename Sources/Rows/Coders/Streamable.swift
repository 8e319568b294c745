/// A type whose values can be elements of a collection: it encodes and decodes itself.
///
/// Coders are static, so that the compiler composes the coder of a type such as `KV<String, [Visit?]>`. As in Beam,
/// there are two contexts. A *nested* encoding marks its own end. An *outer* encoding is the last thing in the bytes,
/// and may omit its length.
public protocol Streamable: SendableMetatype {
  /// Writes the nested encoding.
  static func encode(_ value: borrowing Self, into writer: inout RawWriter)

  /// Reads a nested encoding.
  ///
  /// - Throws: ``CoderError`` if the bytes are not such an encoding.
  static func decode(from reader: inout RawReader) throws(CoderError) -> Self

  /// Writes the outer encoding; by default the nested one.
  static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter)

  /// Reads an outer encoding, which ends where the bytes end.
  ///
  /// - Throws: ``CoderError`` if the bytes are not such an encoding.
  static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self

  /// The coder's URN and components, for the portable graph.
  static var coderSpec: CoderSpec { get }
}

extension Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter) {
    encode(value, into: &writer)
  }

  /// Reads the nested encoding.
  @inlinable @inline(__always)
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self {
    try decode(from: &reader)
  }
}

// MARK: Encoding a single value
//
// SAFETY: the memory of bytes is used only within the closure that gets it; decoded values copy what they keep.

extension Bytes {
  /// The nested encoding of a value.
  ///
  /// - Throws: ``CoderError`` if the type cannot encode the value. Only `Codable` types, protobuf messages and
  ///   collections above Beam's limit of elements fail.
  @inlinable
  public static func encoded<Value: Streamable>(_ value: borrowing Value) throws(CoderError) -> Bytes {
    var writer = RawWriter()
    Value.encode(value, into: &writer)
    if let failure = writer.failure { throw failure }
    return writer.takeBytes()
  }

  /// The nested encoding of a value. Traps if the value cannot be encoded; ``encoded(_:)`` throws instead.
  @inlinable
  public init<Value: Streamable>(encoding value: borrowing Value) {
    var writer = RawWriter()
    Value.encode(value, into: &writer)
    precondition(writer.failure == nil, "use Bytes.encoded(_:): \(writer.failure.map(\.description) ?? "")")
    self = writer.takeBytes()
  }

  /// The outer encoding of a value. Traps if the value cannot be encoded; ``encoded(_:)`` throws instead.
  @inlinable
  public init<Value: Streamable>(encodingOuter value: borrowing Value) {
    var writer = RawWriter()
    Value.encodeOuter(value, into: &writer)
    precondition(writer.failure == nil, "use Bytes.encoded(_:): \(writer.failure.map(\.description) ?? "")")
    self = writer.takeBytes()
  }

  /// Decodes a value from its nested encoding, which must use all bytes.
  ///
  /// - Throws: ``CoderError`` if the bytes are not such an encoding, or if bytes are left over.
  @inlinable
  public func decode<Value: Streamable>(_ type: Value.Type = Value.self) throws(CoderError) -> Value {
    try withUnsafeBytes { (bytes) throws(CoderError) in try bytes.readAll(Value.decode(from:)) }
  }

  /// Decodes a value from its outer encoding.
  ///
  /// - Throws: ``CoderError`` if the bytes are not such an encoding, or if bytes are left over.
  @inlinable
  public func decodeOuter<Value: Streamable>(_ type: Value.Type = Value.self) throws(CoderError) -> Value {
    try withUnsafeBytes { (bytes) throws(CoderError) in try bytes.readAll(Value.decodeOuter(from:)) }
  }
}
