import Foundation

/// Other programs, run to their end.
enum ChildProcess {
  /// Runs a program and returns what it wrote to its standard output.
  /// - Throws: `ChildFailure` where it cannot be started or does not end with code 0.
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
      throw ChildFailure(program: command, what: "ended with code \(process.terminationStatus)")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Another program did not do its work.
struct ChildFailure: Error, CustomStringConvertible {
  let program: String
  let what: String

  var description: String { "\(program) \(what)" }
}
