public import Beam
public import Rows

/// A record of a topic, read by `readKafka` or made by a program for `writeKafka`.
///
/// ```swift
/// KafkaRecord(key: "ann", value: payload, headers: ["reason": "no such field"])
/// ```
public struct KafkaRecord: Sendable, Hashable {
  /// The key; nil for none, which differs from an empty key.
  public var key: Bytes?
  /// The value; nil for a tombstone, which differs from an empty value.
  public var value: Bytes?
  /// The headers, in order; empty if the record has none.
  public var headers: KafkaHeaders
  /// When the record was made or, depending on the topic, appended. In a record to write, nil means the time of sending;
  /// 1970-01-01T00:00:00Z and the millisecond before it are not allowed, since Kafka's protocol gives them other meanings.
  public var timestamp: Timestamp?
  /// Where the record was read; nil for a record made by the program. A sink ignores it.
  public var position: KafkaPosition?

  /// Makes a record; only a value is required.
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
  /// Makes a record with a key and a value of text or bytes.
  @inlinable
  public init<Key: KafkaContent, Value: KafkaContent>(
    key: Key?, value: Value?, headers: KafkaHeaders = KafkaHeaders(), timestamp: Timestamp? = nil
  ) {
    self.init(key: key?.kafkaBytes, value: value?.kafkaBytes, headers: headers, timestamp: timestamp)
  }

  /// Makes a record without a key, or with a key of bytes.
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

extension KafkaRecord {
  /// The key as text; nil if there is no key, or if it is not UTF-8.
  @inlinable
  public var keyText: String? { key.flatMap { String($0) } }

  /// The value as text; nil for a tombstone, or if the value is not UTF-8.
  @inlinable
  public var valueText: String? { value.flatMap { String($0) } }
}

/// The position of a record in its cluster.
public struct KafkaPosition: Sendable, Hashable {
  /// The topic's name.
  public var topic: String
  /// The partition's number, from 0.
  public var partition: Int32
  /// The record's offset in the partition.
  public var offset: Int64

  /// Makes a position from a topic, a partition's number and an offset.
  @inlinable
  public init(topic: String, partition: Int32, offset: Int64) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
  }
}

extension KafkaPosition: CustomStringConvertible {
  /// The position as text, such as `website-visit[3]@17`.
  public var description: String { "\(topic)[\(partition)]@\(offset)" }
}

extension KafkaRecord: CustomStringConvertible {
  /// The most bytes of the key and of the value in the description.
  private static let excerpt = 100

  /// The position and the beginning of key and value, for messages.
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
  /// Calls `body` with the value's bytes, or with an empty buffer for a tombstone.
  @inlinable @inline(__always)
  public func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let value else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return try value.withUnsafeBytes(body)
  }
}
