import CJoistKafka
import Rows

/// A record that was not delivered, for error messages.
struct UndeliveredRecord {
  private let response: ResponseCode
  private let topic: String
  private let partition: Int32
  private let key: Bytes?
  private let size: Int
  private let timestamp: Timestamp?

  /// The record of a delivery report.
  // SAFETY: the report keeps its message alive during the call; key and topic are copied.
  init(_ message: UnsafePointer<rd_kafka_message_t>) {
    let record = message.pointee
    response = record.err
    topic = record.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) } ?? "?"
    partition = record.partition
    size = record.len + record.key_len
    key = record.key.map { Bytes(UnsafeRawBufferPointer(start: $0, count: min(record.key_len, Self.keyExcerpt))) }
    timestamp = Timestamp(sentIn: message)
  }

  /// A record that the producer did not accept.
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

  /// The bytes of a key that are shown.
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
      "the topic accepts timestamps up to message.timestamp.after.max.ms (an hour by default) after the broker's clock and up "
        + "to message.timestamp.before.max.ms before it: change these settings, correct the record's timestamp, or write the "
        + "record without a timestamp to use the time of sending"
    case .refused:
      "the topic does not accept such records, for example a record without a key if cleanup.policy is \"compact\", or a "
        + "record that a policy of the cluster forbids; the broker's log says why"
    case .notAuthorized: "grant the sink's user the right to write to the topic"
    case .noTopic: "the topic does not have this partition, or was deleted"
    default: nil
    }
  }
}

extension Timestamp {
  /// The timestamp that a producer sent with the record of a delivery report; nil if it sent none.
  init?(sentIn message: UnsafePointer<rd_kafka_message_t>) {
    // librdkafka does not return the timestamp of a failed message, so clear the error for the call.
    // SAFETY: this thread owns the report until its event is destroyed, so nobody else reads the error in the meantime.
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
  /// The failure in a delivery report.
  /// - Parameter wasAlone: whether the record was sent in its own request; then it is the cause of a refusal and is copied.
  // SAFETY: the report keeps its message alive during the call; key and value are copied.
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
