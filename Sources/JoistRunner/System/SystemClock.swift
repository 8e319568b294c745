import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The machine's clocks.
///
/// Processing time follows the calendar when the calendar moves forward. When the calendar is set back, it follows the
/// monotonic clock, so that a timer due in an hour stays due in an hour.
package final class SystemClock: JobClock {
  /// The largest difference seen so far between the calendar and the monotonic clock, in milliseconds.
  private let offset: Atomic<Int64>

  /// Makes a clock that starts at the current calendar time.
  package init() {
    offset = Atomic(Self.read(CLOCK_REALTIME) / 1_000_000 - Self.read(CLOCK_MONOTONIC) / 1_000_000)
  }

  /// The time of `CLOCK_MONOTONIC`.
  package var monotonicNanoseconds: Int64 { Self.read(CLOCK_MONOTONIC) }

  /// The calendar time, corrected so that it never goes back.
  package var processingTime: Int64 {
    let monotonic = Self.read(CLOCK_MONOTONIC) / 1_000_000
    let calendar = Self.read(CLOCK_REALTIME) / 1_000_000
    return monotonic + offset.max(calendar - monotonic, ordering: .relaxed).newValue
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
