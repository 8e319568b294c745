import Synchronization

/// A clock that moves only when it is told to.
package final class ManualClock: JobClock {
  private let milliseconds: Atomic<Int64>

  /// Makes a clock that shows a processing time, in milliseconds since the Unix epoch.
  package init(at processingTime: Int64 = 0) {
    milliseconds = Atomic(processingTime)
  }

  /// Processing time in nanoseconds, at most `Int64.max / 2`, so that callers can add durations to it without overflow.
  package var monotonicNanoseconds: Int64 {
    let (product, overflow) = processingTime.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? Int64.max / 2 : min(product, Int64.max / 2)
  }

  /// The time that the clock was last moved to.
  package var processingTime: Int64 { milliseconds.load(ordering: .acquiring) }

  /// Moves the clock forward and returns true.
  package func skip(to processingTime: Int64) -> Bool {
    advance(to: processingTime)
    return true
  }

  /// Moves the clock forward by a number of milliseconds.
  package func advance(byMilliseconds more: Int64) {
    precondition(more >= 0, "a manual clock cannot go back by \(-more) ms: advance it by 0 or more")
    milliseconds.add(more, ordering: .acquiringAndReleasing)
  }

  /// Moves the clock forward to a processing time; does nothing if that time has passed.
  package func advance(to processingTime: Int64) {
    milliseconds.max(processingTime, ordering: .acquiringAndReleasing)
  }
}
