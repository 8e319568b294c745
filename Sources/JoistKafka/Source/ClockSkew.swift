import Beam
import Synchronization

/// Tells of records whose times are ahead of the clock by more than a source allows for disorder: counts them, names the
/// difference in the status, and logs those that the watermark does not follow.
final class ClockSkew: Sendable {
  /// The records of a bundle that are ahead of the clock.
  struct Records: Sendable, Equatable {
    /// How many the clock will reach soon.
    var ahead = 0
    /// How many are further ahead than `maxAhead`.
    var fromFuture = 0
    /// How far the furthest is ahead, in milliseconds.
    var furthest: Int64 = 0
  }

  /// The pause between two lines of the log, and how long the status tells of a partition, in milliseconds.
  private static let pause: Int64 = 60_000

  private struct State {
    var nextLine = Int64.min
    /// What the status tells, and until when.
    var told: [KafkaPartition: (furthest: Int64, until: Int64)] = [:]
  }

  private let report: ConnectorReport
  private let ahead: ConnectorCounter
  private let fromFuture: ConnectorCounter
  private let state = Mutex(State())

  init(_ report: ConnectorReport) {
    self.report = report
    ahead = report.counter(
      "recordsAheadOfClock", "records were ahead of the clock; the watermark follows when the clock has reached them")
    fromFuture = report.counter(
      "recordsFromFuture", "records were more than maxAhead ahead of the clock; the watermark does not follow them")
  }

  /// Forgets the job.
  func clear() { state.withLock { $0 = State() } }

  /// Counts the records of a committed bundle and tells of them.
  func add(_ records: Records, in partition: KafkaPartition, now: Int64, logger: Logger) {
    ahead.add(records.ahead)
    fromFuture.add(records.fromFuture)
    let (furthest, isLineDue) = state.withLock { state in
      let furthest = max(records.furthest, state.told[partition]?.furthest ?? 0)
      state.told[partition] = (furthest, now + Self.pause)
      let isLineDue = records.fromFuture > 0 && now >= state.nextLine
      if isLineDue { state.nextLine = now + Self.pause }
      return (furthest, isLineDue)
    }
    report.note(
      "records of \(partition) are up to \(Self.seconds(furthest)) ahead of this machine's clock", for: key(partition))
    guard isLineDue else { return }
    logger.warning(
      "records come from the future; the watermark does not follow them",
      metadata: [
        "partition": "\(partition)", "ahead": .string(Self.seconds(records.furthest)), "count": "\(fromFuture.value)",
      ])
  }

  /// Stops telling of a partition whose records have not been ahead for some time.
  func look(at partition: KafkaPartition, now: Int64) {
    let isOver = state.withLock { state in
      guard let told = state.told[partition], told.until <= now else { return false }
      state.told[partition] = nil
      return true
    }
    if isOver { report.clearNote(for: key(partition)) }
  }

  private func key(_ partition: KafkaPartition) -> String { "\(partition) clock" }

  /// `3.2 s`.
  private static func seconds(_ milliseconds: Int64) -> String {
    "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
  }
}
