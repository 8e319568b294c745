import Foundation
import JoistKafka

@testable import JoistTool

/// The tool as a shell sees it, with a state folder of its own; the broker goes with it.
final class ToolRuns {
  let stateFolder = FileManager.default.temporaryDirectory.appending(path: "joist-state-\(UUID().uuidString)")

  struct Result {
    let code: Int32
    let output: String
    let errors: String
  }

  /// Runs `joist` and waits for its end.
  func run(_ arguments: String..., input: String? = nil) throws -> Result { try run(arguments, input: input) }

  /// Runs `joist` and waits for its end.
  func run(_ arguments: [String], input: String? = nil) throws -> Result {
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tests = URL(fileURLWithPath: system ?? CommandLine.arguments[0])
    let process = Process()
    process.executableURL = tests.deletingLastPathComponent().appending(path: "joist")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": stateFolder.path]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    let feed = Pipe()
    if input != nil { process.standardInput = feed }
    try process.run()
    if let input {
      // Less than a pipe holds.
      feed.fileHandleForWriting.write(Data(input.utf8))
      try feed.fileHandleForWriting.close()
    }
    // Read to their ends, which come only if the broker in the background has let go of both.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Result(code: process.terminationStatus, output: text, errors: problem)
  }

  var folder: BrokerFolder { BrokerFolder(RunningBroker(stateFolder: stateFolder.path)) }

  /// What lies in the state folder.
  var leftOver: [String] { (try? FileManager.default.subpathsOfDirectory(atPath: stateFolder.path)) ?? [] }

  deinit {
    _ = try? run("down")
    try? FileManager.default.removeItem(at: stateFolder)
  }
}
