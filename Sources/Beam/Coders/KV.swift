public import Rows

/// A key with a value: what grouping and combining work on.
@frozen public struct KV<Key, Value> {
  /// The key.
  public var key: Key
  /// The value.
  public var value: Value

  /// Makes a pair.
  @inlinable @inline(__always) public init(_ key: consuming Key, _ value: consuming Value) {
    self.key = key
    self.value = value
  }
}

extension KV: Sendable where Key: Sendable, Value: Sendable {}
extension KV: Equatable where Key: Equatable, Value: Equatable {}
extension KV: Hashable where Key: Hashable, Value: Hashable {}

extension KV: CustomStringConvertible {
  /// `key: value`.
  public var description: String { "\(key): \(value)" }
}

extension KV: Streamable where Key: Streamable, Value: Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    Key.encode(value.key, into: &writer)
    Value.encode(value.value, into: &writer)
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let key = try Key.decode(from: &reader)
    return KV(key, try Value.decode(from: &reader))
  }

  /// Writes the outer encoding.
  @inlinable public static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter) {
    Key.encode(value.key, into: &writer)
    Value.encodeOuter(value.value, into: &writer)
  }

  /// Reads an outer encoding.
  @inlinable public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self {
    let key = try Key.decode(from: &reader)
    return KV(key, try Value.decodeOuter(from: &reader))
  }

  /// `beam:coder:kv:v1` of both.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: "beam:coder:kv:v1", components: [Key.coderSpec, Value.coderSpec])
  }
}

extension KV: StreamKey where Key: StreamKey, Value: StreamKey {
  /// Whether both have the same bytes.
  @inlinable public static func isSame(_ a: borrowing Self, _ b: borrowing Self) -> Bool {
    guard Key.isSame(a.key, b.key) else { return false }
    return Value.isSame(a.value, b.value)
  }
}

/// An element that has a key: for `DoFn`s and transforms that keep something per key.
public protocol KeyedElement<Key, Value>: Streamable {
  /// What it is grouped by.
  associatedtype Key: StreamKey
  /// What it carries.
  associatedtype Value: Streamable
  /// The key.
  var key: Key { get }
  /// The value.
  var value: Value { get }
}

extension KV: KeyedElement where Key: StreamKey, Value: Streamable {}
