public import Rows

/// A key and a value: the elements that can be grouped and combined by key.
@frozen public struct KV<Key, Value> {
  /// The key, by which elements are grouped and combined.
  public var key: Key
  /// The value that belongs to the key.
  public var value: Value

  /// Creates a pair.
  @inlinable @inline(__always) public init(_ key: consuming Key, _ value: consuming Value) {
    self.key = key
    self.value = value
  }
}

extension KV: Sendable where Key: Sendable, Value: Sendable {}
extension KV: Equatable where Key: Equatable, Value: Equatable {}
extension KV: Hashable where Key: Hashable, Value: Hashable {}

extension KV: CustomStringConvertible {
  /// The pair as `key: value`.
  public var description: String { "\(key): \(value)" }
}

extension KV: Streamable where Key: Streamable, Value: Streamable {
  /// Writes the nested encodings of key and value.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    Key.encode(value.key, into: &writer)
    Value.encode(value.value, into: &writer)
  }

  /// Reads the nested encodings of key and value.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let key = try Key.decode(from: &reader)
    return KV(key, try Value.decode(from: &reader))
  }

  /// Writes the nested encoding of the key and the outer encoding of the value.
  @inlinable public static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter) {
    Key.encode(value.key, into: &writer)
    Value.encodeOuter(value.value, into: &writer)
  }

  /// Reads the nested encoding of the key and the outer encoding of the value.
  @inlinable public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self {
    let key = try Key.decode(from: &reader)
    return KV(key, try Value.decodeOuter(from: &reader))
  }

  /// `beam:coder:kv:v1` of the coders of key and value.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: "beam:coder:kv:v1", components: [Key.coderSpec, Value.coderSpec])
  }
}

extension KV: StreamKey where Key: StreamKey, Value: StreamKey {
  /// Whether the keys and the values are the same.
  @inlinable public static func isSame(_ a: borrowing Self, _ b: borrowing Self) -> Bool {
    guard Key.isSame(a.key, b.key) else { return false }
    return Value.isSame(a.value, b.value)
  }
}
