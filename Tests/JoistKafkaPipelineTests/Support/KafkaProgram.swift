import Foundation
import JoistKafka
import KafkaTestSupport

/// The test program as a process of its own, which can be killed. It ends with the last reference.
final class KafkaProgram {
  private let process: pid_t
  private var hasEnded = false

  /// Starts it.
  init(_ mode: String, on cluster: TestCluster, _ input: String, _ output: String, group: String, _ more: [String] = [])
    throws
  {
    process = try Self.spawn(
      [
        Self.executable, "--mode", mode, "--brokers", cluster.bootstrapServers, "--input", input, "--output", output,
        "--group", group, "--parallelism", "2", "--quiet",
      ] + more)
  }

  deinit { if !hasEnded { killNow() } }

  /// Ends it as a crash would.
  func killNow() {
    kill(process, SIGKILL)
    _ = end()
  }

  /// Stops it as Ctrl-C would, and waits.
  /// - Returns: its exit code.
  func interrupt() -> Int32 {
    kill(process, SIGINT)
    return end()
  }

  /// Waits for its end.
  /// - Returns: its exit code; 128 and more where a signal ended it.
  func end() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    hasEnded = true
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }

  /// Starts a process without output, in which no signal is blocked, whatever the calling thread blocks.
  private static func spawn(_ arguments: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream: Int32 in 1...2 { posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, arguments[0], &actions, &attributes, &words, environ)
    guard code == 0 else { throw TestFailure("\(arguments[0]): \(String(cString: strerror(code)))") }
    return process
  }

  /// It lies beside the bundle of the tests.
  private static var executable: String {
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: system ?? CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("KafkaTestProgram").path
  }
}
