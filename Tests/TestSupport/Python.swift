public import Foundation

/// The project's Python, with Beam's own package and independent clients; `scripts/python-environment` makes it.
public enum Python {
  /// The interpreter that JOIST_TEST_PYTHON names; nil: none.
  public static let interpreter = ProcessInfo.processInfo.environment["JOIST_TEST_PYTHON"].flatMap {
    $0.isEmpty ? nil : $0
  }

  /// Why a test that needs it is skipped.
  public static let missing = "JOIST_TEST_PYTHON names no interpreter; scripts/python-environment makes one"

  /// The folder with the package's manifest.
  public static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Runs one of the project's scripts; returns its exit status and what it printed.
  public static func run(script name: String, _ arguments: [String] = []) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: interpreter ?? "/nonexistent")
    process.arguments = ["-B", repository.appending(path: "scripts/\(name)").path()] + arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Runs one of the project's scripts on a file with that content; returns its exit status and what it printed.
  public static func run(script name: String, on content: [UInt8]) throws -> (status: Int32, output: String) {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "input")
      try Data(content).write(to: file)
      return try run(script: name, [file.path()])
    }
  }

  /// Calls `body` with a folder that is gone afterwards.
  public static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "joist-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
