import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reports SIGINT (Ctrl-C) and SIGTERM to a callback instead of letting them end the process.
///
/// A process has at most one watch at a time. Its owner calls `end`, which restores the default action of the signals.
///
/// With `endsProcess`, the process is certain to end even if a function never returns or output blocks: after the second
/// signal it has `secondsToEnd` to end by itself, and the third signal ends it at once.
package final class InterruptWatch: Sendable {
  /// The pipe that wakes the watching thread, since a signal handler may do little more than write a byte.
  private let reading: Int32
  private let writing: Int32
  private let thread: WorkerThread

  /// How long a process may take to end by itself after the second signal. It is longer than one clean-up that has already
  /// begun (at most 5 s) and all others together (3 s).
  static let secondsToEnd: UInt32 = 10

  /// A signal that the process has received.
  package struct Interrupt: Sendable {
    /// The number of the signal, counted from 1.
    package let number: Int
    /// The exit code that a shell expects from a program ended by the signal: 130 for SIGINT, 143 for SIGTERM.
    package let exitCode: Int32
  }

  /// Starts to watch.
  /// - Parameters:
  ///   - endsProcess: whether to end the process, with the exit code of the last signal, if it does not end by itself after
  ///     the second signal.
  ///   - onInterrupt: called for every signal, on a thread of the watch.
  /// - Throws: a system error if a pipe or a thread cannot be created.
  package init(
    endsProcess: Bool = false, onInterrupt: @escaping @Sendable (Interrupt) -> Void
  ) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw WorkerThread.StartFailure(code: errno) }
    let (reading, writing) = (ends[0], ends[1])
    (self.reading, self.writing) = (reading, writing)
    for file in ends { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    do {
      thread = try WorkerThread(name: "joist-signals") { Self.watch(reading, onInterrupt) }
    } catch {
      for file in ends { close(file) }
      throw error
    }
    // Cancel the alarm of an earlier watch whose process was to end.
    if signalsHandled.exchange(0, ordering: .acquiringAndReleasing) >= 2 { alarm(0) }
    endsAtSecond.store(endsProcess, ordering: .releasing)
    pipeOfHandler.store(writing, ordering: .releasing)
    for code in [SIGINT, SIGTERM] { signal(code, handler) }
  }

  /// Ends the watch and its thread. After two signals the handler stays installed, so that the process still ends.
  package func end() {
    if signalsHandled.load(ordering: .acquiring) < 2 {
      for code in [SIGINT, SIGTERM] { signal(code, SIG_DFL) }
    }
    pipeOfHandler.store(-1, ordering: .releasing)
    close(writing)
    thread.join()
    close(reading)
  }

  /// Reads a byte for each signal until the pipe is closed.
  private static func watch(_ file: Int32, _ onInterrupt: (Interrupt) -> Void) {
    var number = 0
    var byte: UInt8 = 0
    while true {
      let count = read(file, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      number += 1
      onInterrupt(Interrupt(number: number, exitCode: 128 + Int32(byte)))
    }
  }
}

/// The file descriptor that the handler writes to; -1: none.
private let pipeOfHandler = Atomic<Int32>(-1)

/// How many signals the current watch has received.
private let signalsHandled = Atomic(0)
/// Whether the process must end after the second signal.
private let endsAtSecond = Atomic(false)
/// The exit code in that case: the code of the last signal.
private let codeOfEnding = Atomic<Int32>(0)

private let handler: @convention(c) (Int32) -> Void = { signalNumber in
  let before = errno
  var byte = UInt8(truncatingIfNeeded: signalNumber)
  _ = write(pipeOfHandler.load(ordering: .acquiring), &byte, 1)
  codeOfEnding.store(128 + signalNumber, ordering: .releasing)
  let number = signalsHandled.add(1, ordering: .acquiringAndReleasing).newValue
  if endsAtSecond.load(ordering: .acquiring) {
    if number == 2 {
      signal(SIGALRM, endProcess)
      alarm(InterruptWatch.secondsToEnd)
    } else if number > 2 {
      endProcess(SIGALRM)
    }
  }
  errno = before
}

/// Ends the process at once, without waiting for threads or flushing buffers.
private let endProcess: @convention(c) (Int32) -> Void = { _ in
  TerminalReset.reset()
  _exit(codeOfEnding.load(ordering: .acquiring))
}
