import Synchronization

/// What is to be called when a reader's queue gets its next record: set by the reader's user, called once.
final class WakeSlot: Sendable {
  private let wake = Mutex<(@Sendable () -> Void)?>(nil)

  /// Keeps what is to be called, in place of what was kept before.
  func set(_ wake: (@Sendable () -> Void)?) { self.wake.withLock { $0 = wake } }

  /// Calls it, if there is one.
  func fire() {
    let wake = self.wake.withLock { slot in
      defer { slot = nil }
      return slot
    }
    wake?()
  }
}
