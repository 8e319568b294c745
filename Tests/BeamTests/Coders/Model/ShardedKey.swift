import Rows

/// A key that a runner has split into shards, so that several workers can process a hot key.
struct ShardedKey<Key: Streamable>: Streamable {
  var key: Key
  /// Identifies the shard; opaque.
  var shard: Bytes

  init(_ key: Key, shard: Bytes) {
    self.key = key
    self.shard = shard
  }

  static func encode(_ value: borrowing ShardedKey, into writer: inout RawWriter) {
    Bytes.encode(value.shard, into: &writer)
    Key.encode(value.key, into: &writer)
  }

  static func decode(from reader: inout RawReader) throws(CoderError) -> ShardedKey {
    let shard = try Bytes.decode(from: &reader)
    return ShardedKey(try Key.decode(from: &reader), shard: shard)
  }

  static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.shardedKey, components: [Key.coderSpec]) }
}

extension ShardedKey: Sendable where Key: Sendable {}
extension ShardedKey: Equatable where Key: Equatable {}
extension ShardedKey: Hashable where Key: Hashable {}
