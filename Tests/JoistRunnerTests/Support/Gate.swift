@testable import JoistRunner

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Closed until it is opened, then open for ever.
final class Gate: Sendable {
  private let isOpen = Monitor(false, conditions: 1)

  func open() {
    isOpen.withLock { $0 = true }
    isOpen.broadcast()
  }

  func wait() { isOpen.wait(on: 0) { $0 ? .done(()) : .wait(nanoseconds: nil) } }
}

/// Looks again and again until something is so.
func waitUntil(_ condition: () -> Bool) {
  while !condition() { sched_yield() }
}
