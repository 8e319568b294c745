import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A run of the test program as a process of its own.
final class ProgramRun: Sendable {
  struct SpawnFailure: Error { var code: Int32 }

  private let process: pid_t
  private let outputReader: StreamReader
  private let errorReader: StreamReader

  convenience init(_ arguments: String...) throws { try self.init(arguments) }

  init(_ arguments: [String]) throws {
    let (output, errors) = (Pipe(), Pipe())
    process = try Self.spawn([Self.executable] + arguments, output, errors)
    try output.fileHandleForWriting.close()
    try errors.fileHandleForWriting.close()
    outputReader = StreamReader(output.fileHandleForReading)
    errorReader = StreamReader(errors.fileHandleForReading)
  }

  /// What it has written to its standard output.
  var output: String { outputReader.text }
  /// What it has written to its standard error.
  var errors: String { errorReader.text }

  func awaitOutput(_ text: String) { outputReader.wait(for: text) }
  func awaitErrors(_ text: String) { errorReader.wait(for: text) }
  func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for its end and gives its exit code; 128 and more for one that a signal ended. To be called once.
  func end() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    outputReader.waitForEnd()
    errorReader.waitForEnd()
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }

  /// Starts a process in which no signal is blocked, whatever the calling thread blocks.
  private static func spawn(_ arguments: [String], _ output: Pipe, _ errors: Pipe) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output.fileHandleForWriting.fileDescriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.fileHandleForWriting.fileDescriptor, 2)
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
    guard code == 0 else { throw SpawnFailure(code: code) }
    return process
  }

  /// The program lies beside the bundle of the tests.
  private static var executable: String {
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tests = URL(fileURLWithPath: system ?? CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent("JoistTestProgram").path
  }
}

/// Reads a stream to its end on a thread of its own.
// Sendable: the condition guards both variables.
private final class StreamReader: @unchecked Sendable {
  private let condition = NSCondition()
  private var bytes = Data()
  private var isEnded = false

  init(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      while true {
        let data = handle.availableData
        condition.withLock {
          bytes += data
          isEnded = data.isEmpty
          condition.broadcast()
        }
        if data.isEmpty { return }
      }
    }
  }

  var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

  func wait(for text: String) {
    condition.withLock {
      while !isEnded && !String(decoding: bytes, as: UTF8.self).contains(text) { condition.wait() }
    }
  }

  func waitForEnd() {
    condition.withLock {
      while !isEnded { condition.wait() }
    }
  }
}
