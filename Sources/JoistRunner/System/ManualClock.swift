import Synchronization

/// A clock that stands until somebody moves it.
package final class ManualClock: JobClock {
  private let milliseconds: Atomic<Int64>

  /// Makes a clock that stands at a processing time, in milliseconds since the Unix epoch.
  package init(at processingTime: Int64 = 0) {
    milliseconds = Atomic(processingTime)
  }

  /// See `JobClock`. It stands still where processing time is centuries away: there half of the numbers are left for those who
  /// add to it.
  package var monotonicNanoseconds: Int64 {
    let (product, overflow) = processingTime.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? Int64.max / 2 : min(product, Int64.max / 2)
  }

  /// See `JobClock`.
  package var processingTime: Int64 { milliseconds.load(ordering: .acquiring) }

  /// See `JobClock`.
  package func skip(to processingTime: Int64) -> Bool {
    advance(to: processingTime)
    return true
  }

  /// Moves the clock forwards by milliseconds.
  package func advance(byMilliseconds more: Int64) {
    precondition(more >= 0, "a clock does not go back")
    milliseconds.add(more, ordering: .acquiringAndReleasing)
  }

  /// Moves the clock forwards to a processing time; one that has passed changes nothing.
  package func advance(to processingTime: Int64) {
    milliseconds.max(processingTime, ordering: .acquiringAndReleasing)
  }
}
