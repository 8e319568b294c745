import CJoistKafka
import Synchronization

/// Takes the brokers' word on records.
final class DeliveryDesk: Sendable {
  private let client: ClientHandle
  private let isPurged = Atomic(false)

  /// - Parameter client: the producer.
  init(of client: ClientHandle) { self.client = client }

  /// One turn of the thread that serves the producer: waits for an event, and handles it.
  func serve() {
    client.nextEvent(within: 100) { event, kind in
      if kind == RD_KAFKA_EVENT_DR { take(event) }
    }
    if client.fatal != nil, !isPurged.exchange(true, ordering: .relaxed) { purge() }
  }

  /// Gives up all that is outstanding: each record gets its word, a failure that is transient.
  func purge() {
    rd_kafka_purge(
      client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
  }

  /// Hands the word on each record of an event to its batch. Neighbours are mostly of one batch and go together.
  private func take(_ event: OpaquePointer) {
    var batch: UnsafeMutableRawPointer?
    var count = 0
    while let message = rd_kafka_event_message_next(event) {
      let failure =
        message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : UndeliveredRecord(message.pointee).error
      if message.pointee._private != batch || failure != nil {
        tell(batch, count)
        batch = message.pointee._private
        count = 0
      }
      if let failure { tell(batch, 1, failure) } else { count += 1 }
    }
    tell(batch, count)
  }

  private func tell(_ batch: UnsafeMutableRawPointer?, _ count: Int, _ failure: KafkaError? = nil) {
    guard let batch, count > 0 else { return }
    DeliveryCount.at(batch).delivered(count, failure: failure)
  }
}
