import Foundation
import JoistRunner
import Synchronization

/// Watches for Ctrl-C and SIGTERM, for a loop to check. The second signal ends the process.
struct StopRequest: ~Copyable {
  private final class Flag: Sendable {
    let isRaised = Atomic(false)
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
      flag.isRaised.store(true, ordering: .releasing)
    }
  }

  deinit { watch.end() }

  /// Whether a signal has arrived.
  var isRequested: Bool { flag.isRaised.load(ordering: .acquiring) }
}
