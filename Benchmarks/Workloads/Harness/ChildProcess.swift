import Foundation

/// Runs other programs.
enum ChildProcess {
  /// Runs a program and returns its standard output.
  /// - Throws: `ChildFailure` if it cannot be started or its exit code is not 0.
  @discardableResult
  static func run(_ path: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = output
    do { try process.run() } catch { throw ChildFailure(program: path, what: "cannot be started: \(error)") }
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let command = ([path] + arguments).joined(separator: " ")
      throw ChildFailure(program: command, what: "exited with code \(process.terminationStatus)")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Another program failed.
struct ChildFailure: Error, CustomStringConvertible {
  let program: String
  let what: String

  var description: String { "\(program) \(what)" }
}
