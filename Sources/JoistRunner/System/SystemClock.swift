import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The machine's clocks.
///
/// Processing time follows the calendar forwards and the monotonic clock where somebody sets the calendar back: a delay
/// that was an hour away stays an hour away.
package final class SystemClock: JobClock {
  /// What lies between the monotonic clock and the calendar, in milliseconds: the largest seen so far.
  private let offset: Atomic<Int64>

  /// Makes a clock that starts from now.
  package init() {
    offset = Atomic(Self.read(CLOCK_REALTIME) / 1_000_000 - Self.read(CLOCK_MONOTONIC) / 1_000_000)
  }

  /// See `JobClock`.
  package var monotonicNanoseconds: Int64 { Self.read(CLOCK_MONOTONIC) }

  /// See `JobClock`.
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
