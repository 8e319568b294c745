import CJoistKafka
import Rows

/// A record that did not reach its broker.
struct UndeliveredRecord {
  private let response: ResponseCode
  private let topic: String
  private let partition: Int32
  private let key: Bytes?
  private let size: Int
  private let timestamp: Timestamp?

  /// What a delivery report says.
  init(_ message: UnsafePointer<rd_kafka_message_t>) {
    let record = message.pointee
    response = record.err
    topic = record.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) } ?? "?"
    partition = record.partition
    size = record.len + record.key_len
    key = record.key.map { Bytes(UnsafeRawBufferPointer(start: $0, count: min(record.key_len, Self.keyExcerpt))) }
    timestamp = Timestamp(sentIn: message)
  }

  /// What a producer says that does not take a record.
  init(
    _ response: ResponseCode, topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, size: Int,
    timestamp: Timestamp?
  ) {
    self.response = response
    self.topic = topic
    self.partition = partition ?? -1
    self.size = size
    self.key = key.map { Bytes(UnsafeRawBufferPointer(rebasing: $0.prefix(Self.keyExcerpt))) }
    self.timestamp = timestamp
  }

  /// Bytes of a key that a message shows.
  private static let keyExcerpt = 64

  /// The error that names topic, partition, key, size and timestamp.
  var error: KafkaError {
    KafkaError(
      response, "a record\(keyText) of \(size) bytes\(timeText) was not written to \(target)", hint: hint)
  }

  private var target: String { partition < 0 ? "\"\(topic)\"" : "\(KafkaPartition(topic, partition))" }

  private var keyText: String { key.map { " with the key \($0)" } ?? "" }

  private var timeText: String { timestamp.map { " with the timestamp \($0)" } ?? "" }

  private var hint: String? {
    switch response.kind {
    case .recordTooLarge:
      "raise the topic's max.message.bytes (1,048,588 bytes after compression unless set), compress (the sink's "
        + "compression.type), make the record smaller, or have the sink cut it (KafkaSink.oversized)"
    case .badTimestamp:
      "the topic takes times up to an hour after the broker's clock unless its message.timestamp.after.max.ms says otherwise, "
        + "and as far before it as message.timestamp.before.max.ms says: change these, correct the record's timestamp, "
        + "or write the record without one: it gets the time of sending"
    case .refused:
      "the topic does not take such records: one without a key where cleanup.policy is \"compact\", say, or one that a policy "
        + "of the cluster forbids; the broker's log says why"
    case .notAuthorized: "the user of the sink needs the right to write to the topic"
    case .noTopic: "the topic has no such partition, or is not there any more"
    default: nil
    }
  }
}

extension Timestamp {
  /// The time that a producer sent with the record of a delivery report; nil where it sent none.
  init?(sentIn message: UnsafePointer<rd_kafka_message_t>) {
    // The library does not tell the time of a message that failed. The report is ours until its event is destroyed.
    let report = UnsafeMutablePointer(mutating: message)
    let response = report.pointee.err
    report.pointee.err = RD_KAFKA_RESP_ERR_NO_ERROR
    defer { report.pointee.err = response }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let milliseconds = rd_kafka_message_timestamp(message, &kind)
    if kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || milliseconds == -1 { return nil }
    self.init(milliseconds: milliseconds)
  }
}

extension DeliveryFailure {
  /// What a delivery report says that is a failure.
  /// - Parameter wasAlone: whether the record was sent in a request of its own: then a refusal is the record's, and it is copied.
  init(_ message: UnsafePointer<rd_kafka_message_t>, wasAlone: Bool) {
    error = UndeliveredRecord(message).error
    guard wasAlone, message.pointee.err.isRefusal else { return }
    let record = message.pointee
    self.record = KafkaRecord(
      key: record.key.map { Bytes(UnsafeRawBufferPointer(start: $0, count: record.key_len)) },
      value: record.payload.map { Bytes(UnsafeRawBufferPointer(start: $0, count: record.len)) },
      timestamp: Timestamp(sentIn: message))
  }
}
