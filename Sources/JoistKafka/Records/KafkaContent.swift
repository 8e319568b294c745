public import Rows

/// What may be written as a record's key, value or header: texts and bytes.
public protocol KafkaContent: Sendable {
  /// The bytes that go to Kafka.
  var kafkaBytes: Bytes { get }
}

extension String: KafkaContent {
  /// The text's UTF-8.
  public var kafkaBytes: Bytes { Bytes(utf8: self) }
}

extension Substring: KafkaContent {
  /// The text's UTF-8.
  public var kafkaBytes: Bytes { Bytes(utf8: String(self)) }
}

extension Bytes: KafkaContent {
  /// The bytes themselves.
  public var kafkaBytes: Bytes { self }
}
