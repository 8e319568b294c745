import Beam
import CJoistKafka
import Synchronization

/// Tells the broker which records are done: at most once a second, one request at a time, never a smaller offset.
final class OffsetCommitter: Sendable {
  /// The pause between two requests.
  static let interval = Duration.seconds(1)
  /// The pause behind a refusal.
  private static let refusedPause = Duration.milliseconds(200)
  /// The pause between two lines of the log.
  private static let quiet = Duration.seconds(60)

  private struct State {
    var ledger = CommitLedger()
    var nextTurn = ContinuousClock.now
    var refusedUntil = ContinuousClock.now
    var nextLine = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let refusals: ConnectorCounter?
  private let logger: Logger

  /// - Parameter refusals: counts the requests that were refused.
  init(refusals: ConnectorCounter?, logger: Logger) {
    self.refusals = refusals
    self.logger = logger
  }

  /// Whether the broker knows all that was handed in.
  var isSettled: Bool { state.withLock { $0.ledger.isSettled } }

  /// Notes that all records of a partition below an offset are done.
  func note(_ partition: KafkaPartition, _ offset: Int64) { state.withLock { $0.ledger.note(partition, offset) } }

  /// Sends what waits, if it is time. The answer comes as an event of the client.
  /// - Parameter now: whether not to wait for the time.
  func send(by client: ClientHandle, now: Bool = false) {
    let offsets: [(KafkaPartition, Int64)]? = state.withLock { state in
      guard now || state.nextTurn <= .now, state.refusedUntil <= .now, let offsets = state.ledger.next() else {
        return nil
      }
      state.nextTurn = .now + Self.interval
      return offsets
    }
    guard let offsets else { return }
    let list = PartitionList(offsets)
    let response = rd_kafka_commit_queue(client.pointer, list.pointer, client.events, nil, nil)
    if response != RD_KAFKA_RESP_ERR_NO_ERROR { finish(response, list.entries) }
  }

  /// Takes the answer, an event of the kind `RD_KAFKA_EVENT_OFFSET_COMMIT`.
  func take(_ event: OpaquePointer) {
    let list = rd_kafka_event_topic_partition_list(event)
    finish(rd_kafka_event_error(event), list.map { PartitionList.entries(of: $0) } ?? [])
  }

  private func finish(_ response: ResponseCode, _ entries: [PartitionList.Entry]) {
    let refused = entries.filter {
      response != RD_KAFKA_RESP_ERR_NO_ERROR || $0.response != RD_KAFKA_RESP_ERR_NO_ERROR
    }
    if !refused.isEmpty { refusals?.add(1) }
    let isLineDue = state.withLock { state in
      state.ledger.finish(refused: Set(refused.map(\.partition)))
      if refused.isEmpty { return false }
      state.refusedUntil = .now + Self.refusedPause
      if state.nextLine > .now { return false }
      state.nextLine = .now + Self.quiet
      return true
    }
    guard isLineDue, let first = refused.first else { return }
    let reason = response == RD_KAFKA_RESP_ERR_NO_ERROR ? first.response : response
    logger.warning(
      "the broker did not take the positions of the group; it is tried again",
      metadata: ["partition": "\(first.partition)", "reason": "\(reason.text)"])
  }
}
