import CJoistKafka
import Rows

/// A record that did not reach its broker.
struct UndeliveredRecord {
  private let response: ResponseCode
  private let topic: String
  private let partition: Int32
  private let key: Bytes?
  private let size: Int

  /// What a delivery report says.
  init(_ message: rd_kafka_message_t) {
    response = message.err
    topic = message.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) } ?? "?"
    partition = message.partition
    size = message.len + message.key_len
    key = message.key.map { Bytes(UnsafeRawBufferPointer(start: $0, count: min(message.key_len, Self.keyExcerpt))) }
  }

  /// What a producer says that does not take a record.
  init(_ response: ResponseCode, topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, size: Int) {
    self.response = response
    self.topic = topic
    self.partition = partition ?? -1
    self.size = size
    self.key = key.map { Bytes(UnsafeRawBufferPointer(rebasing: $0.prefix(Self.keyExcerpt))) }
  }

  /// Bytes of a key that a message shows.
  private static let keyExcerpt = 64

  /// The error that names topic, partition and key.
  var error: KafkaError {
    KafkaError(response, "a record\(keyText) of \(size) bytes was not written to \(place)", hint: hint)
  }

  private var place: String { partition < 0 ? "\"\(topic)\"" : "\(KafkaPartition(topic, partition))" }

  private var keyText: String { key.map { " with the key \($0)" } ?? "" }

  private var hint: String? {
    switch response.kind {
    case .recordTooLarge:
      "the sink's property message.max.bytes (1,000,000 unless set) and the topic's max.message.bytes must allow it"
    case .notAuthorized: "the user of the sink needs the right to write to the topic"
    case .noTopic: "the topic, or this partition of it, is not there any more"
    default: nil
    }
  }
}
