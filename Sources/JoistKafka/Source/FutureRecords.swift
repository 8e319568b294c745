import Beam
import Synchronization

/// Tells of the records that are later than the clock by more than a source allows for disorder: taken at their word, they
/// would make all that follows late.
final class FutureRecords: Sendable {
  /// The pause between two lines of the log, in milliseconds.
  private static let pause: Int64 = 60_000

  private let counter: ConnectorCounter
  private let nextTelling = Mutex(Int64.min)

  init(_ report: ConnectorReport) {
    counter = report.counter(
      "recordsFromFuture", "records had timestamps of the future; the watermark goes by the clock instead")
  }

  /// Forgets when it was told last: the next job tells of its first.
  func forget() { nextTelling.withLock { $0 = .min } }

  /// Counts some of a bundle, and logs them from time to time.
  func add(_ count: Int, in partition: KafkaPartition, now: Int64, logger: Logger) {
    counter.add(count)
    let isDue = nextTelling.withLock { next in
      guard now >= next else { return false }
      next = now + Self.pause
      return true
    }
    guard isDue else { return }
    logger.warning(
      "records come from the future; the watermark goes by the clock instead",
      metadata: ["partition": "\(partition)", "count": "\(counter.value)"])
  }
}
