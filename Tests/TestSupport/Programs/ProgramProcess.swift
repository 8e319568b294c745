import Foundation
import Synchronization

/// A process that runs a program of the package; killed and waited for with the last reference.
final class ProgramProcess: Sendable {
  private let id: pid_t
  /// How it ended, once it is known.
  private let code = Mutex<Int32?>(nil)

  /// Starts a process in which no signal is blocked, whatever the calling thread blocks.
  /// - Parameter streams: where its standard output and error go; nil: nowhere.
  init(_ program: String, _ arguments: [String], streams: (output: Pipe, errors: Pipe)?) throws {
    let path = Self.path(of: program)
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let streams {
      posix_spawn_file_actions_adddup2(&actions, streams.output.fileHandleForWriting.fileDescriptor, 1)
      posix_spawn_file_actions_adddup2(&actions, streams.errors.fileHandleForWriting.fileDescriptor, 2)
    } else {
      for stream: Int32 in 1...2 { posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0) }
    }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var id = pid_t()
    let code = posix_spawn(&id, path, &actions, &attributes, &words, environ)
    guard code == 0 else { throw ProgramRun.StartFailure(program: path, code: code) }
    self.id = id
  }

  deinit {
    guard code.withLock({ $0 == nil }) else { return }
    kill(id, SIGKILL)
    _ = end()
  }

  /// Sends it a signal; one that has ended gets none, since another process may have its number by now.
  func send(_ signal: Int32) {
    code.withLock { code in
      if code == nil { kill(id, signal) }
    }
  }

  /// The most memory that it has taken so far by the kernel's count, in bytes; nil once it has ended.
  var peakMemory: Int? {
    code.withLock { code in
      guard code == nil, let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8) else {
        return nil
      }
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }
  }

  /// Waits for its end.
  /// - Returns: its exit code; 128 and more where a signal ended it.
  func end() -> Int32 {
    var info = siginfo_t()
    // The number stays taken until the process is forgotten below, under the lock.
    while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return code.withLock { code in
      if let code { return code }
      var status: Int32 = 0
      while waitpid(id, &status, 0) < 0 && errno == EINTR {}
      let ending = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
      code = ending
      return ending
    }
  }

  /// The programs lie beside the bundle of the tests.
  private static func path(of program: String) -> String {
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tests = URL(fileURLWithPath: system ?? CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent(program).path
  }
}
