import JoistArguments
import JoistRunner

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `joist down`: ends the embedded broker and waits until nothing of it is left.
struct Down: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Ends the broker that 'joist up' has started.",
      discussion: "Its records go with it. Where none runs, all is well.")
  }

  func run() throws {
    let console = Console()
    let folder = BrokerFolder()
    guard let holder = folder.holder, let process = holder.process else {
      folder.remove()  // what one that was killed has left
      console.write("no broker runs")
      return
    }
    for (signal, limit) in [(SIGTERM, Duration.seconds(10)), (SIGKILL, .seconds(5))] {
      guard kill(process, signal) == 0 || errno == ESRCH else {
        throw BrokerFailure.system("the broker, process \(process), cannot be ended")
      }
      if hasEnded(holder, within: limit) {
        if folder.runningProcess == nil { folder.remove() }
        console.write("the broker has ended")
        return
      }
    }
    throw BrokerFailure("the broker, process \(process), does not end")
  }

  /// Waits until the broker's process has given back its lock, which the system does at its end.
  private func hasEnded(_ holder: LockHolder, within limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    while holder.process != nil {
      if ContinuousClock.now > end { return false }
      usleep(10_000)
    }
    return true
  }
}
