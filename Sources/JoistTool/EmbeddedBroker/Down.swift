import JoistArguments
import JoistRunner

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `joist down`: stops the embedded broker and waits until its process has ended.
struct Down: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Stops the broker that 'joist up' started.",
      discussion: "Its records are lost. Succeeds if no broker runs.")
  }

  func run() throws {
    let console = Console()
    let folder = BrokerFolder()
    guard let holder = folder.holder, let process = holder.process else {
      folder.remove()  // left over from a broker that was killed
      console.write("no broker runs")
      return
    }
    for (signal, limit) in [(SIGTERM, Duration.seconds(10)), (SIGKILL, .seconds(5))] {
      guard kill(process, signal) == 0 || errno == ESRCH else {
        throw BrokerFailure.system("the broker, process \(process), cannot be stopped")
      }
      if hasEnded(holder, within: limit) {
        if folder.runningProcess == nil { folder.remove() }
        console.write("the broker has stopped")
        return
      }
    }
    throw BrokerFailure("the broker, process \(process), does not stop, not even after SIGKILL")
  }

  /// Waits until the broker's process no longer holds its lock; the system releases the lock when the process ends.
  private func hasEnded(_ holder: LockHolder, within limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    while holder.process != nil {
      if ContinuousClock.now > end { return false }
      usleep(10_000)
    }
    return true
  }
}
