#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread's pause, where the far side offers nothing to wait for.
enum Pause {
  static func milliseconds(_ count: UInt32) { usleep(count * 1_000) }
}
