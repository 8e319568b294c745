#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The machine's clock.
enum SystemTime {
  /// Milliseconds since the Unix epoch.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
