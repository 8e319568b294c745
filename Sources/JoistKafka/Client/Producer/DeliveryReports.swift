import CJoistKafka

/// Takes the brokers' verdicts on records.
final class DeliveryReports: Sendable {
  private let client: ClientHandle
  private let bytes: BytesInFlight
  private let singles: SingleSender?

  /// - Parameters:
  ///   - client: the producer.
  ///   - bytes: where records are counted until their verdict.
  ///   - singles: sends records again that were refused together; nil where a refusal is final, since each was sent by itself.
  init(of client: ClientHandle, bytes: BytesInFlight, singles: SingleSender?) {
    self.client = client
    self.bytes = bytes
    self.singles = singles
  }

  /// One turn of the thread that serves the producer: waits for an event, and handles it.
  func serve() {
    client.nextEvent(within: 100) { event, kind in
      if kind == RD_KAFKA_EVENT_DR { take(event) }
    }
    // Each time: a thread may have added a record just after it failed.
    if client.fatal != nil { purge() }
  }

  /// Gives up all that is outstanding: each record gets its verdict, a failure that is transient.
  func purge() {
    rd_kafka_purge(
      client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
  }

  /// Hands the verdict on each record of an event to its batch. Neighbours are mostly of one batch and go together.
  private func take(_ event: OpaquePointer) {
    var batch: UnsafeMutableRawPointer?
    var count = 0
    var size = 0
    while let message = rd_kafka_event_message_next(event) {
      let response = message.pointee.err
      if response.isRefusal, singles?.send(message) == true { continue }
      size += message.pointee.len + message.pointee.key_len
      let failure = response == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : DeliveryFailure(message, wasAlone: singles == nil)
      if message.pointee._private != batch || failure != nil {
        tell(batch, count)
        batch = message.pointee._private
        count = 0
      }
      if let failure { tell(batch, 1, failure) } else { count += 1 }
    }
    bytes.subtract(size)
    tell(batch, count)
  }

  private func tell(_ batch: UnsafeMutableRawPointer?, _ count: Int, _ failure: DeliveryFailure? = nil) {
    guard let batch, count > 0 else { return }
    DeliveryCount.at(batch).delivered(count, failure: failure)
  }
}
