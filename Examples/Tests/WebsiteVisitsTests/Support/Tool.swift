import Foundation

/// The tool `joist` with a state folder of its own, so that no broker of the user's is touched. Its broker goes with it; that of
/// a run that is broken off is ended by `scripts/test`, which knows where the folders are.
final class Tool {
  /// A program that did not end as it should.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let stateFolder: URL

  init() throws {
    let repository = URL(filePath: #filePath).appending(path: "../../../../..").standardized
    stateFolder = repository.appending(path: ".build/state/\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: stateFolder, withIntermediateDirectories: true)
  }

  deinit {
    _ = try? run("down")
    try? FileManager.default.removeItem(at: stateFolder)
  }

  /// Runs the tool to its end.
  /// - Returns: what it writes.
  @discardableResult
  func run(_ arguments: String...) throws -> String {
    // It lies beside the bundle of the tests.
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tests = URL(filePath: system ?? CommandLine.arguments[0])
    let environment = ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": stateFolder.path]) { $1 }
    return try Self.run(tests.deletingLastPathComponent().appending(path: "joist"), arguments, environment)
  }

  /// Runs a program to its end.
  /// - Returns: what it writes to its standard output.
  /// - Throws: `Failure` where its exit code is not 0.
  @discardableResult
  static func run(_ program: URL, _ arguments: [String], _ environment: [String: String]? = nil) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "\(program.lastPathComponent) \(arguments) ended with code \(process.terminationStatus): \(output)"
      )
    }
    return output
  }
}
