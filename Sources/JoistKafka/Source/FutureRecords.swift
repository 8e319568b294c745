import Beam
import Synchronization

/// Tells of the records that are later than the clock by more than a source allows for disorder: taken at their word, they
/// would make all that follows late.
final class FutureRecords: Sendable {
  private struct State {
    var count = 0
    var nextTelling: Int64 = .min
  }

  /// The pause between two lines of the log, in milliseconds.
  private static let pause: Int64 = 60_000

  private let state = Mutex(State())

  /// Notes some of a bundle, and logs them from time to time.
  func add(_ count: Int, in partition: KafkaPartition, now: Int64, logger: Logger) {
    let (all, isDue) = state.withLock { state in
      state.count += count
      guard now >= state.nextTelling else { return (state.count, false) }
      state.nextTelling = now + Self.pause
      return (state.count, true)
    }
    guard isDue else { return }
    logger.warning(
      "records come from the future; the watermark goes by the clock instead",
      metadata: ["partition": "\(partition)", "count": "\(all)"])
  }
}
