import Beam
import CJoistKafka
import Rows
import Synchronization

/// Resends records that a broker has refused together, each in its own request.
///
/// A broker that refuses one record of a request refuses all of them without saying which one is the cause. Sent singly, each
/// record gets its own result, and the valid ones are delivered, possibly after records that were sent later.
final class SingleSender: Sendable {
  /// The client, its topics, and the thread that receives its delivery reports.
  private struct Sender {
    let client: ClientHandle
    let topics: TopicHandles
    let reports: DeliveryReports
    let thread: ServiceThread

    /// Closes a client that has failed permanently, after every record has its delivery report.
    /// - Throws: ``KafkaError`` with the code `producerFailed` if that takes too long.
    func close() throws(KafkaError) {
      reports.purge()
      guard rd_kafka_flush(client.pointer, 10_000) == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw KafkaError(.producerFailed, "the producer failed and does not release its records", isTransient: true)
      }
      thread.end { client.stopWaiting() }
    }
  }

  private let options: KafkaProducerOptions
  private let bytes: BytesInFlight
  private let logger: Logger
  /// The client, made when the first record is resent.
  private let sender = Mutex<Sender?>(nil)

  /// - Parameter bytes: counts the records until their delivery report.
  init(_ options: KafkaProducerOptions, bytes: BytesInFlight, logger: Logger) {
    self.options = options
    self.bytes = bytes
    self.logger = logger
  }

  deinit {
    guard let last = sender.withLock({ $0 }) else { return }
    last.thread.end { last.client.stopWaiting() }
  }

  /// Resends the record of a delivery report. Its batch then gets the result of this attempt.
  /// - Returns: false if the record cannot be sent; the first result is then final.
  func send(_ message: UnsafePointer<rd_kafka_message_t>) -> Bool {
    guard let name = message.pointee.rkt.flatMap({ rd_kafka_topic_name($0) }), let sender = try? current(),
      let topic = try? sender.topics.topic(String(cString: name))
    else { return false }
    let time = Timestamp(sentIn: message)?.milliseconds ?? 0
    var headers: OpaquePointer?
    rd_kafka_message_headers(message, &headers)
    let copy = headers.flatMap { rd_kafka_headers_copy($0) }
    // SAFETY: the report keeps its message alive during the call, and librdkafka copies key and value before it returns. The
    // count at `_private` stays alive, since this record has not been counted as delivered.
    let response = joist_kafka_produce(
      sender.client.pointer, topic.pointer, message.pointee.partition, message.pointee.key, message.pointee.key_len,
      message.pointee.payload, message.pointee.len, time, copy, message.pointee._private)
    if response == RD_KAFKA_RESP_ERR_NO_ERROR { return true }
    if let copy { rd_kafka_headers_destroy(copy) }
    return false
  }

  /// Waits until every record has its delivery report.
  /// - Returns: false if that took too long.
  func flush(within limit: Deadline) -> Bool {
    guard let last = sender.withLock({ $0 }) else { return true }
    return rd_kafka_flush(last.client.pointer, limit.milliseconds()) == RD_KAFKA_RESP_ERR_NO_ERROR
  }

  /// Abandons all outstanding records.
  func purge() { sender.withLock { $0 }?.reports.purge() }

  private func current() throws(KafkaError) -> Sender {
    try sender.withLock { (sender) throws(KafkaError) in
      if let known = sender, known.client.fatal == nil { return known }
      if let failed = sender { try failed.close() }
      sender = nil
      let client = try options.makeClient(singly: true, logger: logger)
      let reports = DeliveryReports(of: client, bytes: bytes, singles: nil)
      let made = Sender(
        client: client, topics: TopicHandles(of: client), reports: reports,
        thread: try ServiceThread { reports.serve() })
      sender = made
      return made
    }
  }
}
