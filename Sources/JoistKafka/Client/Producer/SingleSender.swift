import Beam
import CJoistKafka
import Rows
import Synchronization

/// Sends records again that a broker has refused together, each in a request of its own.
///
/// A broker that does not take one record of a request refuses all of them and does not say which one it was. Sent singly, each gets
/// a verdict of its own: the innocent ones are delivered. They may then stand after records that were given to the producer later.
final class SingleSender: Sendable {
  /// The client, its topics, and the thread that takes its deliveries.
  private struct Sender {
    let client: ClientHandle
    let topics: TopicHandles
    let reports: DeliveryReports
    let thread: ServiceThread

    /// Ends a client that has failed for good, once every record that it was given has its verdict.
    /// - Throws: ``KafkaError`` with the code `producerFailed` if they do not have it in time.
    func close() throws(KafkaError) {
      reports.purge()
      guard rd_kafka_flush(client.pointer, 10_000) == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw KafkaError(.producerFailed, "the producer failed and does not give up its records", isTransient: true)
      }
      thread.end { client.stopWaiting() }
    }
  }

  private let options: KafkaProducerOptions
  private let bytes: BytesInFlight
  private let logger: Logger
  /// Made when the first record is sent, and kept.
  private let sender = Mutex<Sender?>(nil)

  /// - Parameter bytes: where the records stay counted until their verdict.
  init(_ options: KafkaProducerOptions, bytes: BytesInFlight, logger: Logger) {
    self.options = options
    self.bytes = bytes
    self.logger = logger
  }

  deinit {
    guard let last = sender.withLock({ $0 }) else { return }
    last.thread.end { last.client.stopWaiting() }
  }

  /// Sends the record of a delivery report again. Its batch then gets the verdict on this attempt.
  /// - Returns: false where it cannot be sent: the verdict stays what it was.
  func send(_ message: UnsafePointer<rd_kafka_message_t>) -> Bool {
    guard let name = message.pointee.rkt.flatMap({ rd_kafka_topic_name($0) }), let sender = try? current(),
      let topic = try? sender.topics.topic(String(cString: name))
    else { return false }
    let time = Timestamp(sentIn: message)?.milliseconds ?? 0
    var headers: OpaquePointer?
    rd_kafka_message_headers(message, &headers)
    let copy = headers.flatMap { rd_kafka_headers_copy($0) }
    let response = joist_kafka_produce(
      sender.client.pointer, topic.pointer, message.pointee.partition, message.pointee.key, message.pointee.key_len,
      message.pointee.payload, message.pointee.len, time, copy, message.pointee._private)
    if response == RD_KAFKA_RESP_ERR_NO_ERROR { return true }
    if let copy { rd_kafka_headers_destroy(copy) }
    return false
  }

  /// Waits until every record has its verdict.
  /// - Returns: false if the time was not enough.
  func flush(within limit: Deadline) -> Bool {
    guard let last = sender.withLock({ $0 }) else { return true }
    return rd_kafka_flush(last.client.pointer, limit.milliseconds()) == RD_KAFKA_RESP_ERR_NO_ERROR
  }

  /// Gives up all that is outstanding.
  func purge() { sender.withLock { $0 }?.reports.purge() }

  private func current() throws(KafkaError) -> Sender {
    try sender.withLock { (sender) throws(KafkaError) in
      if let known = sender, known.client.fatal == nil { return known }
      if let failed = sender { try failed.close() }
      sender = nil
      let client = try options.makeClient(singly: true, logger: logger)
      let reports = DeliveryReports(of: client, bytes: bytes, singles: nil)
      let made = Sender(
        client: client, topics: TopicHandles(of: client), reports: reports, thread: try ServiceThread { reports.serve() })
      sender = made
      return made
    }
  }
}
