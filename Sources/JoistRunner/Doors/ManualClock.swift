import Synchronization

/// A clock that stands until somebody moves it.
package final class ManualClock: JobClock {
  private let nanoseconds: Atomic<Int64>

  /// Makes a clock that stands at a processing time, in milliseconds since the Unix epoch.
  package init(at processingTime: Int64 = 0) {
    nanoseconds = Atomic(processingTime * 1_000_000)
  }

  /// See `JobClock`.
  package var monotonicNanoseconds: Int64 { nanoseconds.load(ordering: .acquiring) }

  /// See `JobClock`.
  package var processingTime: Int64 { monotonicNanoseconds / 1_000_000 }

  /// See `JobClock`.
  package func skip(to processingTime: Int64) -> Bool {
    advance(to: processingTime)
    return true
  }

  /// Moves the clock forwards by milliseconds.
  package func advance(byMilliseconds milliseconds: Int64) {
    precondition(milliseconds >= 0, "a clock does not go back")
    nanoseconds.add(milliseconds * 1_000_000, ordering: .acquiringAndReleasing)
  }

  /// Moves the clock forwards to a processing time; one that has passed changes nothing.
  package func advance(to processingTime: Int64) {
    nanoseconds.max(processingTime * 1_000_000, ordering: .acquiringAndReleasing)
  }
}
