#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Blocks a thread when librdkafka offers no event to wait for.
enum Pause {
  static func milliseconds(_ count: UInt32) { usleep(count * 1_000) }
}
