public import Foundation

/// Something that a test needs did not work.
public struct TestFailure: Error, CustomStringConvertible {
  /// What it was.
  public let description: String

  /// Names it.
  public init(_ description: String) { self.description = description }
}

// Sendable: one test uses it, and its parts are only used from there.
/// A process that is spoken to by its standard input and output; its standard error is the test's.
public final class Script: @unchecked Sendable {
  private let process: Process
  private let input = Pipe()
  private let output = Pipe()

  /// Starts a process.
  public init(_ process: Process) throws {
    self.process = process
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// Waits for a line that is just that.
  public func expectLine(_ line: String) throws {
    let found = try readLine()
    guard found == line else { throw TestFailure("expected \"\(line)\", got \"\(found)\"") }
  }

  /// Reads a line; it waits for it.
  public func readLine() throws -> String {
    var bytes: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    throw TestFailure("the output ended after \"\(String(decoding: bytes, as: UTF8.self))\"")
  }

  /// Writes a line.
  public func writeLine(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Writes the rest of the input, ends it, and waits for the process.
  /// - Returns: what it wrote.
  @discardableResult
  public func finish(input text: String = "") throws -> String {
    let handle = input.fileHandleForWriting
    // On a thread of its own, so that a process that writes while it reads does not stand still.
    let writer = Thread {
      try? handle.write(contentsOf: Data(text.utf8))
      try? handle.close()
    }
    writer.start()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw TestFailure("\(process.arguments?.prefix(2) ?? []) ended with \(process.terminationStatus)")
    }
    return String(decoding: written, as: UTF8.self)
  }
}
