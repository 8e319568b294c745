/// What a collection of a pipeline may hold: a type that knows its own bytes.
///
/// Coders are static, so that the coder of `KV<String, [Visit?]>` is put together by the compiler. There are two
/// contexts, as in Beam: a *nested* encoding finds its own end; an *outer* one may rely on being the last thing in the
/// bytes, and leaves lengths out where the type has them.
public protocol Streamable: SendableMetatype {
  /// Writes the nested encoding.
  static func encode(_ value: borrowing Self, into writer: inout RawWriter)

  /// Reads a nested encoding.
  ///
  /// - Throws: ``CoderError`` if the bytes are not one.
  static func decode(from reader: inout RawReader) throws(CoderError) -> Self

  /// Writes the outer encoding: the nested one, unless the type says otherwise.
  static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter)

  /// Reads an outer encoding, which goes on to the end of the reader.
  ///
  /// - Throws: ``CoderError`` if the bytes are not one.
  static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self

  /// The coder's name and parts, for the portable graph.
  static var coderSpec: CoderSpec { get }
}

extension Streamable {
  /// The nested encoding.
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

// MARK: One value alone

extension Bytes {
  /// The nested encoding of a value.
  ///
  /// - Throws: what the type says where it does not agree to write the value; only `Codable` types and protobuf messages
  ///   do that.
  @inlinable
  public static func encoded<Value: Streamable>(_ value: borrowing Value) throws(CoderError) -> Bytes {
    var writer = RawWriter()
    Value.encode(value, into: &writer)
    if let failure = writer.failure { throw failure }
    return writer.takeBytes()
  }

  /// The nested encoding of a value, which must be one that its type agrees to write: see ``encoded(_:)``.
  @inlinable
  public init<Value: Streamable>(encoding value: borrowing Value) {
    var writer = RawWriter()
    Value.encode(value, into: &writer)
    precondition(writer.failure == nil, "\(writer.failure.map(\.description) ?? "")")
    self = writer.takeBytes()
  }

  /// The outer encoding of a value, which must be one that its type agrees to write: see ``encoded(_:)``.
  @inlinable
  public init<Value: Streamable>(encodingOuter value: borrowing Value) {
    var writer = RawWriter()
    Value.encodeOuter(value, into: &writer)
    precondition(writer.failure == nil, "\(writer.failure.map(\.description) ?? "")")
    self = writer.takeBytes()
  }

  /// The value whose nested encoding these bytes are, all of them.
  ///
  /// - Throws: ``CoderError`` if they are not one, or if some are left over.
  @inlinable
  public func decode<Value: Streamable>(_ type: Value.Type = Value.self) throws(CoderError) -> Value {
    try withUnsafeBytes { (bytes) throws(CoderError) in try bytes.readAll(Value.decode(from:)) }
  }

  /// The value whose outer encoding these bytes are, all of them.
  ///
  /// - Throws: ``CoderError`` if they are not one, or if some are left over.
  @inlinable
  public func decodeOuter<Value: Streamable>(_ type: Value.Type = Value.self) throws(CoderError) -> Value {
    try withUnsafeBytes { (bytes) throws(CoderError) in try bytes.readAll(Value.decodeOuter(from:)) }
  }
}
