import Foundation

/// The tool `joist` with a state folder of its own, so that no broker of the user's is touched. Its broker goes with it.
final class Tool {
  /// A program that did not end as it should.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let stateFolder = FileManager.default.temporaryDirectory.appending(path: "joist-state-\(UUID().uuidString)")

  deinit {
    _ = try? run("down")
    try? FileManager.default.removeItem(at: stateFolder)
  }

  /// Runs the tool to its end.
  /// - Returns: what it writes.
  @discardableResult
  func run(_ arguments: String...) throws -> String {
    try Self.finish(start(arguments))
  }

  /// Starts the tool; `finish` waits for its end.
  func start(_ arguments: [String]) throws -> Process {
    // It lies beside the bundle of the tests.
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tests = URL(filePath: system ?? CommandLine.arguments[0])
    let environment = ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": stateFolder.path]) { $1 }
    return try Self.start(tests.deletingLastPathComponent().appending(path: "joist"), arguments, environment)
  }

  /// Starts a program, of which the standard output is read.
  static func start(_ program: URL, _ arguments: [String], _ environment: [String: String]? = nil) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = Pipe()
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Waits for a program's end.
  /// - Returns: what it writes.
  /// - Throws: `Failure` where its exit code is not 0.
  @discardableResult
  static func finish(_ process: Process) throws -> String {
    let data = try (process.standardOutput as? Pipe)?.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      let name = process.executableURL?.lastPathComponent ?? ""
      throw Failure(
        description: "\(name) \(process.arguments ?? []) ended with code \(process.terminationStatus): \(output)")
    }
    return output
  }
}
