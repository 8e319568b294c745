public import Rows

/// A key that a runner has cut into shards, so that a hot one can be worked on in several places.
public struct ShardedKey<Key: Streamable>: Streamable {
  /// The key.
  public var key: Key
  /// Which shard of it; opaque.
  public var shard: Bytes

  /// Makes a sharded key.
  public init(_ key: Key, shard: Bytes) {
    self.key = key
    self.shard = shard
  }

  /// Writes shard and key.
  public static func encode(_ value: borrowing ShardedKey, into writer: inout RawWriter) {
    Bytes.encode(value.shard, into: &writer)
    Key.encode(value.key, into: &writer)
  }

  /// Reads shard and key.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> ShardedKey {
    let shard = try Bytes.decode(from: &reader)
    return ShardedKey(try Key.decode(from: &reader), shard: shard)
  }

  /// `beam:coder:sharded_key:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.shardedKey, components: [Key.coderSpec]) }
}

extension ShardedKey: Sendable where Key: Sendable {}
extension ShardedKey: Equatable where Key: Equatable {}
extension ShardedKey: Hashable where Key: Hashable {}
