import Foundation
import JoistRunner
import Synchronization

/// Ctrl-C or SIGTERM as something that a loop looks at. The second signal ends the process.
struct StopRequest: ~Copyable {
  private final class Flag: Sendable {
    let isRaised = Atomic(false)
  }

  private let flag: Flag
  private let watch: InterruptWatch

  /// Watches for the signals.
  /// - Throws: an error of the system if it has no thread or pipe to give.
  init() throws {
    let flag = Flag()
    self.flag = flag
    watch = try InterruptWatch(endsProcess: true) { interrupt in
      if interrupt.number > 1 { _exit(interrupt.exitCode) }
      flag.isRaised.store(true, ordering: .releasing)
    }
  }

  deinit { watch.end() }

  /// Whether a signal has come.
  var isRequested: Bool { flag.isRaised.load(ordering: .acquiring) }
}
