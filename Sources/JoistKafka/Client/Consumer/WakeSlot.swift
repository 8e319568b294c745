import Synchronization

/// The callback for the next record in a reader's queue. The reader's user sets it; it is called at most once.
final class WakeSlot: Sendable {
  private let wake = Mutex<(@Sendable () -> Void)?>(nil)

  /// Sets or, with nil, removes the callback.
  func set(_ wake: (@Sendable () -> Void)?) { self.wake.withLock { $0 = wake } }

  /// Calls and removes the callback, if one is set.
  func fire() {
    let wake = self.wake.withLock { slot in
      defer { slot = nil }
      return slot
    }
    wake?()
  }
}
