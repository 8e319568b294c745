import Foundation
import JoistRunner
import Synchronization

/// Watches for Ctrl-C and SIGTERM, for a loop to check. The second signal ends the process.
struct StopRequest: ~Copyable {
  private final class Flag: Sendable {
    let exitCode = Atomic<Int32>(0)
  }

  private let flag: Flag
  private let watch: InterruptWatch

  /// Begins to watch.
  /// - Throws: a system error if no thread or pipe can be created.
  init() throws {
    let flag = Flag()
    self.flag = flag
    watch = try InterruptWatch(endsProcess: true) { interrupt in
      if interrupt.number > 1 { _exit(interrupt.exitCode) }
      flag.exitCode.store(interrupt.exitCode, ordering: .releasing)
    }
  }

  deinit { watch.end() }

  /// Whether a signal has arrived.
  var isRequested: Bool { exitCode != 0 }

  /// The exit code that a shell expects of a program that the signal ended; 0: none has come.
  var exitCode: Int32 { flag.exitCode.load(ordering: .acquiring) }
}
