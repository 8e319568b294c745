import Beam
import Synchronization

/// Reports records whose times are ahead of the clock by more than the source's `maxOutOfOrder`. It counts them, shows the
/// difference in the status, and logs those that the watermark does not follow.
final class ClockSkew: Sendable {
  /// The records of a bundle that are ahead of the clock.
  struct Records: Sendable, Equatable {
    /// The number of records up to `maxAhead` ahead of the clock.
    var ahead = 0
    /// The number of records more than `maxAhead` ahead of the clock.
    var fromFuture = 0
    /// How far the furthest record is ahead, in milliseconds.
    var furthest: Int64 = 0
  }

  /// The least time between two log messages, and how long the status shows a partition, in milliseconds.
  private static let interval: Int64 = 60_000

  private struct State {
    /// When the next log message may be written.
    var nextMessage = Int64.min
    /// The partitions that the status shows, how far their records are ahead, and until when they are shown.
    var shown: [KafkaPartition: (furthest: Int64, until: Int64)] = [:]
  }

  private let report: ConnectorReport
  private let ahead: ConnectorCounter
  private let fromFuture: ConnectorCounter
  private let state = Mutex(State())

  init(_ report: ConnectorReport) {
    self.report = report
    ahead = report.counter(
      "recordsAheadOfClock", "records were ahead of the clock; the watermark follows them when the clock reaches them",
      one: "record was ahead of the clock; the watermark follows it when the clock reaches it")
    fromFuture = report.counter(
      "recordsFromFuture", "records were more than maxAhead ahead of the clock; the watermark does not follow them",
      one: "record was more than maxAhead ahead of the clock; the watermark does not follow it")
  }

  /// Clears the state at the end of the job.
  func clear() { state.withLock { $0 = State() } }

  /// Counts and reports the records of a committed bundle.
  func add(_ records: Records, in partition: KafkaPartition, now: Int64, logger: Logger) {
    ahead.add(records.ahead)
    fromFuture.add(records.fromFuture)
    let (furthest, isMessageDue) = state.withLock { state in
      let furthest = max(records.furthest, state.shown[partition]?.furthest ?? 0)
      state.shown[partition] = (furthest, now + Self.interval)
      let isMessageDue = records.fromFuture > 0 && now >= state.nextMessage
      if isMessageDue { state.nextMessage = now + Self.interval }
      return (furthest, isMessageDue)
    }
    report.note(
      "records of \(partition) are up to \(ReadableDuration.text(milliseconds: furthest)) ahead of this machine's clock",
      for: key(partition))
    guard isMessageDue else { return }
    logger.warning(
      "records have timestamps in the future; the watermark does not follow them",
      metadata: [
        "partition": "\(partition)", "ahead": .string(ReadableDuration.text(milliseconds: records.furthest)),
        "count": "\(fromFuture.value)",
      ])
  }

  /// Removes the note of a partition whose records have not been ahead for some time.
  func clearExpired(_ partition: KafkaPartition, now: Int64) {
    let isOver = state.withLock { state in
      guard let shown = state.shown[partition], shown.until <= now else { return false }
      state.shown[partition] = nil
      return true
    }
    if isOver { report.clearNote(for: key(partition)) }
  }

  private func key(_ partition: KafkaPartition) -> String { "\(partition) clock" }
}
