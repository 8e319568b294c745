public import Rows

/// A type that can be a record's key, value or header: text or bytes.
public protocol KafkaContent: Sendable {
  /// The bytes that are sent to Kafka.
  var kafkaBytes: Bytes { get }
}

extension String: KafkaContent {
  /// The text as UTF-8.
  public var kafkaBytes: Bytes { Bytes(utf8: self) }
}

extension Substring: KafkaContent {
  /// The text as UTF-8.
  public var kafkaBytes: Bytes { Bytes(utf8: String(self)) }
}

extension Bytes: KafkaContent {
  /// These bytes, shared and not copied.
  public var kafkaBytes: Bytes { self }
}
