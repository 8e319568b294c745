import Beam
import CJoistKafka
import Synchronization

/// Commits offsets of processed records: at most once a second, one request at a time, never a smaller offset.
final class OffsetCommitter: Sendable {
  /// The pause between two requests.
  static let interval = Duration.seconds(1)
  /// The pause after a refusal.
  private static let refusedPause = Duration.milliseconds(200)
  /// The least time between two log messages.
  private static let logInterval = Duration.seconds(60)

  private struct State {
    var ledger = CommitLedger()
    /// When the next request may be sent.
    var nextRequest = ContinuousClock.now
    /// Until when no request is sent after a refusal, even with `now`.
    var refusedUntil = ContinuousClock.now
    /// When the next log message may be written.
    var nextMessage = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let refusals: ConnectorCounter?
  private let logger: Logger

  /// - Parameter refusals: counts the refused requests.
  init(refusals: ConnectorCounter?, logger: Logger) {
    self.refusals = refusals
    self.logger = logger
  }

  /// Whether the broker has accepted every offset.
  var isSettled: Bool { state.withLock { $0.ledger.isSettled } }

  /// Records that all records of a partition below an offset are processed.
  func note(_ partition: KafkaPartition, _ offset: Int64) { state.withLock { $0.ledger.note(partition, offset) } }

  /// Sends the waiting offsets if the interval has passed. The result comes as an event of the client.
  /// - Parameter now: whether to send even if the interval has not passed.
  func send(by client: ClientHandle, now: Bool = false) {
    let offsets: [(KafkaPartition, Int64)]? = state.withLock { state in
      guard now || state.nextRequest <= .now, state.refusedUntil <= .now, let offsets = state.ledger.next() else {
        return nil
      }
      state.nextRequest = .now + Self.interval
      return offsets
    }
    guard let offsets else { return }
    let list = PartitionList(offsets)
    let response = rd_kafka_commit_queue(client.pointer, list.pointer, client.events, nil, nil)
    if response != RD_KAFKA_RESP_ERR_NO_ERROR { finish(response, list.entries) }
  }

  /// Handles the result of a request, an event of the kind `RD_KAFKA_EVENT_OFFSET_COMMIT`.
  func take(_ event: OpaquePointer) {
    let list = rd_kafka_event_topic_partition_list(event)
    finish(rd_kafka_event_error(event), list.map { PartitionList.entries(of: $0) } ?? [])
  }

  private func finish(_ response: ResponseCode, _ entries: [PartitionList.Entry]) {
    let refused = entries.filter {
      response != RD_KAFKA_RESP_ERR_NO_ERROR || $0.response != RD_KAFKA_RESP_ERR_NO_ERROR
    }
    if !refused.isEmpty { refusals?.add(1) }
    let isMessageDue = state.withLock { state in
      state.ledger.finish(refused: Set(refused.map(\.partition)))
      if refused.isEmpty { return false }
      state.refusedUntil = .now + Self.refusedPause
      if state.nextMessage > .now { return false }
      state.nextMessage = .now + Self.logInterval
      return true
    }
    guard isMessageDue, let first = refused.first else { return }
    let reason = response == RD_KAFKA_RESP_ERR_NO_ERROR ? first.response : response
    logger.warning(
      "the broker did not accept the group's positions; Joist tries again",
      metadata: ["partition": "\(first.partition)", "reason": "\(reason.text)"])
  }
}
