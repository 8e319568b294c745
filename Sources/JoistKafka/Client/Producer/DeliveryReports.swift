import CJoistKafka
import Synchronization

/// Receives a producer's delivery reports and passes them to the records' batches.
final class DeliveryReports: Sendable {
  private let client: ClientHandle
  private let bytes: BytesInFlight
  private let singles: SingleSender?
  private let whenSilent: (@Sendable (DeliverySilence?) -> Void)?

  private struct State {
    /// When the last report came, or when no record last waited for one.
    var latest = ContinuousClock.now
    var nextLook = ContinuousClock.now
    var isSilent = false
  }

  private let state = Mutex(State())

  /// How long reports may be missing until the brokers count as unavailable.
  private static let patience = Duration.seconds(5)

  /// - Parameters:
  ///   - client: the producer.
  ///   - bytes: counts the records until their report.
  ///   - whenSilent: called once a second while records wait and brokers acknowledge none, and with nil when that ends.
  ///   - singles: resends records that were refused together; nil if a refusal is final because records are sent singly.
  init(
    of client: ClientHandle, bytes: BytesInFlight, singles: SingleSender?,
    whenSilent: (@Sendable (DeliverySilence?) -> Void)? = nil
  ) {
    self.whenSilent = whenSilent
    self.client = client
    self.bytes = bytes
    self.singles = singles
  }

  /// Waits for one event of the producer and handles it. The service thread calls it in a loop.
  func serve() {
    client.nextEvent(within: 100) { event, kind in
      if kind == RD_KAFKA_EVENT_DR { take(event) }
    }
    watchForSilence()
    // Purge every time: a thread may add a record just after the producer has failed.
    if client.fatal != nil { purge() }
  }

  /// Checks once a second whether records wait and none has been reported for some time.
  private func watchForSilence() {
    guard let whenSilent else { return }
    let now = ContinuousClock.now
    let waiting = Int(rd_kafka_outq_len(client.pointer))
    let silence = state.withLock { state -> (length: Duration, isSilent: Bool)? in
      if waiting == 0 { state.latest = now }
      guard now >= state.nextLook else { return nil }
      state.nextLook = now + .seconds(1)
      let isSilent = now - state.latest > Self.patience
      defer { state.isSilent = isSilent }
      return isSilent || state.isSilent ? (now - state.latest, isSilent) : nil
    }
    guard let silence else { return }
    whenSilent(
      silence.isSilent
        ? DeliverySilence(length: silence.length, waiting: waiting, reason: client.notices.latest?.text) : nil)
  }

  /// Abandons all outstanding records: each gets a report with a transient failure.
  func purge() {
    rd_kafka_purge(
      client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
  }

  /// Passes the report on each record of an event to its batch. Consecutive records of one batch are counted together.
  // SAFETY: the messages live as long as `event`, which `nextEvent` destroys after this call. `_private` is the address of a
  // `DeliveryCount`, which stays alive until all its records have been reported.
  private func take(_ event: OpaquePointer) {
    state.withLock { $0.latest = .now }
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
