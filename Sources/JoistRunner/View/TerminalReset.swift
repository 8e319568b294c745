import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Restores the scroll region of a terminal with pinned lines when the process ends by `exit` or by a crash in user code.
/// After `kill -9` nothing can do this; the user must run the shell command `reset`.
enum TerminalReset {
  /// The terminal with pinned lines; -1: none.
  private static let terminal = Atomic<Int32>(-1)
  private static let isInstalled = Atomic(false)
  private static let crashSignals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]
  /// The actions of the crash signals before `install`.
  // SAFETY: written only by `install`, which runs once and before any handler that reads it exists.
  nonisolated(unsafe) private static var former: [Int32: sigaction] = [:]
  /// The bytes to write, made in advance by `install` because a signal handler must not allocate.
  private static let resetSequence = Array(PinnedLines.resetSequence.utf8)

  /// Sets the terminal that has pinned lines; nil: none has.
  static func protect(_ file: Int32?) {
    if file != nil, !isInstalled.exchange(true, ordering: .acquiringAndReleasing) { install() }
    terminal.store(file ?? -1, ordering: .releasing)
  }

  private static func install() {
    _ = resetSequence.count
    for signal in crashSignals {
      var now = sigaction()
      sigaction(signal, nil, &now)
      former[signal] = now
    }
    atexit { TerminalReset.reset() }
    for signal in crashSignals {
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = { TerminalReset.crashed($0) }
      #else
        action.__sigaction_handler.sa_handler = { TerminalReset.crashed($0) }
      #endif
      action.sa_flags = Int32(bitPattern: UInt32(SA_ONSTACK))
      sigaction(signal, &action, nil)
    }
  }

  /// Resets the terminal, then restores the former action and raises the signal again.
  private static func crashed(_ signal: Int32) {
    reset()
    if var before = former[signal] { sigaction(signal, &before, nil) }
    raise(signal)  // The signal is blocked until this handler returns.
  }

  /// Resets the terminal if lines are pinned. Safe to call in a signal handler.
  static func reset() {
    let file = terminal.exchange(-1, ordering: .acquiringAndReleasing)
    if file >= 0 { writeReset(to: file) }
  }

  /// Writes the reset sequence unless that would block: a terminal that nobody reads must not keep the process from ending.
  static func writeReset(to file: Int32) {
    var descriptor = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    guard poll(&descriptor, 1, 0) == 1, descriptor.revents & Int16(POLLOUT) != 0 else { return }
    _ = write(file, resetSequence, resetSequence.count)
  }
}
