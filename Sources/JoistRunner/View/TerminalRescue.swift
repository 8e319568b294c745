import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Gives a terminal back all its rows where the process ends while lines are pinned: by `exit`, or by a trap in a user's
/// function. (After kill -9 nobody can; the shell's `reset` does.)
enum TerminalRescue {
  /// The terminal with pinned lines; -1: none.
  private static let terminal = Atomic<Int32>(-1)
  private static let isInstalled = Atomic(false)
  /// The signals of a crash.
  private static let crashes = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]
  /// What these signals did before. Written once, before a handler is installed that reads it.
  nonisolated(unsafe) private static var former: [Int32: sigaction] = [:]
  /// Made beforehand: a handler may do little more than write.
  nonisolated(unsafe) private static var lastWords = Array(PinnedLines.lastWords.utf8)

  /// Says that lines are pinned on a terminal, or, with nil, that none are any more.
  static func guardsTerminal(_ file: Int32?) {
    if file != nil, !isInstalled.exchange(true, ordering: .acquiringAndReleasing) { install() }
    terminal.store(file ?? -1, ordering: .releasing)
  }

  private static func install() {
    _ = lastWords.count
    for signal in crashes {
      var now = sigaction()
      sigaction(signal, nil, &now)
      former[signal] = now
    }
    atexit { TerminalRescue.rescue() }
    for signal in crashes {
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = { TerminalRescue.crashed($0) }
      #else
        action.__sigaction_handler.sa_handler = { TerminalRescue.crashed($0) }
      #endif
      action.sa_flags = Int32(bitPattern: UInt32(SA_ONSTACK))
      sigaction(signal, &action, nil)
    }
  }

  /// Writes the last words, and lets the crash happen as it would have, under the former handler.
  private static func crashed(_ signal: Int32) {
    rescue()
    if var before = former[signal] { sigaction(signal, &before, nil) }
    raise(signal)  // comes when this handler has returned
  }

  /// Writes the last words, where lines are pinned; may be called by the handler of a signal.
  static func rescue() {
    let file = terminal.exchange(-1, ordering: .acquiringAndReleasing)
    if file >= 0 { speak(to: file) }
  }

  /// Writes the last words, where that takes no waiting: a terminal that nobody reads must not hold a process that ends.
  static func speak(to file: Int32) {
    var place = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    guard poll(&place, 1, 0) == 1, place.revents & Int16(POLLOUT) != 0 else { return }
    _ = write(file, lastWords, lastWords.count)
  }
}
