public import Beam
public import Rows

/// A record of a topic: read by `readKafka`, or made by a program for `writeKafka`.
///
/// ```swift
/// KafkaRecord(key: "ann", value: payload, headers: ["reason": "no such field"])
/// ```
public struct KafkaRecord: Sendable, Hashable {
  /// The key; nil for none, which Kafka tells apart from an empty one.
  public var key: Bytes?
  /// The value; nil for a tombstone, which Kafka tells apart from an empty value.
  public var value: Bytes?
  /// The headers.
  public var headers: KafkaHeaders
  /// When the record was made, or appended where the topic says so. Nil in a record to be written: when it is sent.
  /// A record to be written cannot have 1970-01-01T00:00:00Z or the millisecond before it, which stand for other things.
  public var timestamp: Timestamp?
  /// Where the record was read; nil for one that a program made. A sink does not look at it.
  public var position: KafkaPosition?

  /// Makes a record.
  @inlinable
  public init(
    key: Bytes? = nil, value: Bytes?, headers: KafkaHeaders = KafkaHeaders(), timestamp: Timestamp? = nil,
    position: KafkaPosition? = nil
  ) {
    self.key = key
    self.value = value
    self.headers = headers
    self.timestamp = timestamp
    self.position = position
  }
}

extension KafkaRecord {
  /// Makes a record of texts or bytes.
  @inlinable
  public init<Key: KafkaContent, Value: KafkaContent>(
    key: Key?, value: Value?, headers: KafkaHeaders = KafkaHeaders(), timestamp: Timestamp? = nil
  ) {
    self.init(key: key?.kafkaBytes, value: value?.kafkaBytes, headers: headers, timestamp: timestamp)
  }

  /// Makes a record without a key, or with one of bytes.
  @inlinable
  public init<Value: KafkaContent>(
    key: Bytes? = nil, value: Value?, headers: KafkaHeaders = KafkaHeaders(), timestamp: Timestamp? = nil
  ) {
    self.init(key: key, value: value?.kafkaBytes, headers: headers, timestamp: timestamp)
  }

  /// Makes a record with a value of bytes, or a tombstone.
  @inlinable
  public init<Key: KafkaContent>(
    key: Key?, value: Bytes?, headers: KafkaHeaders = KafkaHeaders(), timestamp: Timestamp? = nil
  ) {
    self.init(key: key?.kafkaBytes, value: value, headers: headers, timestamp: timestamp)
  }
}

/// The place of a record in its cluster.
public struct KafkaPosition: Sendable, Hashable {
  /// The topic's name.
  public var topic: String
  /// The partition's number, from 0.
  public var partition: Int32
  /// The record's offset in the partition.
  public var offset: Int64

  /// Names a place.
  @inlinable
  public init(topic: String, partition: Int32, offset: Int64) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
  }
}

extension KafkaPosition: CustomStringConvertible {
  /// `website-visit[3]@17`.
  public var description: String { "\(topic)[\(partition)]@\(offset)" }
}

extension KafkaRecord: CustomStringConvertible {
  /// Bytes of key and value that the description shows.
  private static let excerpt = 100

  /// Place, key and the beginning of the value: for messages.
  public var description: String {
    var parts: [String] = []
    if let position { parts.append("\(position)") }
    parts.append("key: \(Self.text(key))")
    parts.append("value: \(Self.text(value))")
    return "KafkaRecord(\(parts.joined(separator: ", ")))"
  }

  private static func text(_ bytes: Bytes?) -> String {
    guard let bytes else { return "none" }
    return bytes.count > excerpt ? "\(bytes[0..<excerpt])… (\(bytes.count) bytes)" : "\(bytes)"
  }
}

extension KafkaRecord: PayloadCarrying {
  /// Calls `body` with the value's bytes; with none for a tombstone.
  @inlinable @inline(__always)
  public func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let value else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return try value.withUnsafeBytes(body)
  }
}
