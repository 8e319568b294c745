import Foundation

/// The project's Python, with Beam's own package; `scripts/python-environment` makes it.
enum Python {
  /// The interpreter that JOIST_TEST_PYTHON names.
  static let interpreter = ProcessInfo.processInfo.environment["JOIST_TEST_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

  /// Why a test that needs it is skipped.
  static let missing = "JOIST_TEST_PYTHON names no interpreter; scripts/python-environment makes one"

  /// The folder with the package's manifest.
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Runs one of the project's scripts on a file with that content; returns its exit status and what it printed.
  static func run(script name: String, on content: [UInt8]) throws -> (status: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "joist-\(UUID().uuidString)")
    try Data(content).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try run(script: name, [file.path()])
  }

  /// Runs one of the project's scripts; returns its exit status and what it printed.
  static func run(script name: String, _ arguments: [String] = []) throws -> (status: Int32, output: String) {
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
}
