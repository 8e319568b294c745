public import Foundation

/// Runs `joist` with a temporary state folder, so that a broker of the user's is not affected. Stops its broker at the
/// end; after an aborted run, `scripts/test` stops it.
public final class Tool {
  /// A program that failed.
  public struct Failure: Error, CustomStringConvertible {
    /// The program and what it printed.
    public let description: String
  }

  private let stateFolder: URL

  /// Makes the state folder.
  public init() throws {
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized
    stateFolder = repository.appending(path: ".build/state/\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: stateFolder, withIntermediateDirectories: true)
  }

  deinit {
    _ = try? run("down")
    try? FileManager.default.removeItem(at: stateFolder)
  }

  /// Runs the tool and waits until it ends.
  /// - Parameter input: what it reads from standard input; less than a pipe holds.
  /// - Returns: its standard output.
  /// - Throws: `Failure` if its exit code is not 0.
  @discardableResult
  public func run(_ arguments: String..., input: String? = nil) throws -> String {
    // It is in the same folder as the test bundle.
    let system = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tests = URL(filePath: system ?? CommandLine.arguments[0])
    let environment = ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": stateFolder.path]) { $1 }
    return try Self.run(
      tests.deletingLastPathComponent().appending(path: "joist"), arguments, environment, input: input)
  }

  /// Runs a program and waits until it ends.
  /// - Returns: its standard output.
  /// - Throws: `Failure` if its exit code is not 0.
  @discardableResult
  public static func run(
    _ program: URL, _ arguments: [String], _ environment: [String: String]? = nil, input: String? = nil
  ) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    let feed = Pipe()
    if input != nil { process.standardInput = feed }
    try process.run()
    if let input {
      feed.fileHandleForWriting.write(Data(input.utf8))
      try feed.fileHandleForWriting.close()
    }
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
