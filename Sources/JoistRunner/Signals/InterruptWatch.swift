import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Tells when a person or the system asks the process to end: SIGINT (Ctrl-C) and SIGTERM, instead of ending it.
///
/// One at a time in a process. Its owner calls `end`, which gives the signals their former meaning back.
///
/// Whoever says so has a process that the second signal ends for certain: what it does then of its own has
/// `secondsToEnd`, and the third ends it at once. A function that never comes back, or a pipe that nobody reads, holds nothing.
package final class InterruptWatch: Sendable {
  /// The pipe that wakes the watching thread: what a signal handler may do is little more than writing a byte.
  private let reading: Int32
  private let writing: Int32
  private let thread: WorkerThread

  /// What a process has from the second signal on, to end by itself: more than connectors take that let go of their brokers,
  /// one that has begun already (5 s at most) and all others together (`JobCore.hurriedCleanUp`).
  static let secondsToEnd: UInt32 = 10

  /// A signal that has come.
  package struct Interrupt: Sendable {
    /// Which one it is, from 1.
    package let number: Int
    /// The exit code that a shell expects of a program that the signal ended: 130 for SIGINT, 143 for SIGTERM.
    package let exitCode: Int32
  }

  /// Starts to watch.
  /// - Parameters:
  ///   - endsProcess: whether the process is ended, with the exit code of the second signal, if two signals did not make it end by
  ///     itself.
  ///   - onInterrupt: called for every such signal, on a thread of the watch.
  /// - Throws: an error of the system where it has no thread or pipe to give.
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
    // The process of an earlier watch was to end; this one is not.
    if signalsHandled.exchange(0, ordering: .acquiringAndReleasing) >= 2 { alarm(0) }
    endsAtSecond.store(endsProcess, ordering: .releasing)
    pipeOfHandler.store(writing, ordering: .releasing)
    for code in [SIGINT, SIGTERM] { signal(code, handler) }
  }

  /// Ends the watch and its thread. A process that has been told twice to end stays told.
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

/// Where the handler writes; -1: nowhere.
private let pipeOfHandler = Atomic<Int32>(-1)

/// The signals so far.
private let signalsHandled = Atomic(0)
/// Whether the second signal ends the process.
private let endsAtSecond = Atomic(false)
/// The exit code used in that case: that of the last signal.
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

/// Ends the process, and does not wait for anything: neither for threads nor for what has not been written.
private let endProcess: @convention(c) (Int32) -> Void = { _ in
  TerminalRescue.rescue()
  _exit(codeOfEnding.load(ordering: .acquiring))
}
