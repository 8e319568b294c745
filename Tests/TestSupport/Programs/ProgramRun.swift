import Foundation

/// A run of one of the package's test programs as a process of its own. It ends with the last reference.
///
/// It is started by hand, as Foundation's processes inherit what signals the calling thread blocks.
public final class ProgramRun: Sendable {
  /// What becomes of what the program writes.
  public enum Output: Sendable {
    /// It is read, and kept.
    case read
    /// Its standard error is read; of its standard output nothing is, so that the program has to wait.
    case held
    /// It is thrown away.
    case nowhere
  }

  /// The program did not start.
  public struct StartFailure: Error, CustomStringConvertible {
    /// Its path.
    public var program: String
    /// What the system said.
    public var code: Int32
    /// Both.
    public var description: String { "\(program): \(String(cString: strerror(code)))" }
  }

  private let process: ProgramProcess
  private let standardOutput: Pipe
  private let outputReader: StreamReader?
  private let errorReader: StreamReader?

  /// Starts a program.
  /// - Parameters:
  ///   - program: the name of an executable target; it lies beside the bundle of the tests.
  ///   - arguments: its arguments.
  ///   - output: what becomes of what it writes.
  public init(of program: String, _ arguments: [String], output: Output = .read) throws {
    let (standardOutput, standardError) = (Pipe(), Pipe())
    process = try ProgramProcess(
      program, arguments, streams: output == .nowhere ? nil : (standardOutput, standardError))
    try standardOutput.fileHandleForWriting.close()
    try standardError.fileHandleForWriting.close()
    self.standardOutput = standardOutput
    outputReader = output == .read ? StreamReader(standardOutput.fileHandleForReading) : nil
    errorReader = output == .nowhere ? nil : StreamReader(standardError.fileHandleForReading)
  }

  /// What it has written to its standard output, as far as that is read.
  public var output: String { outputReader?.text ?? "" }
  /// What it has written to its standard error, as far as that is read.
  public var errors: String { errorReader?.text ?? "" }

  /// Waits until its standard output holds a text, or ends.
  public func awaitOutput(_ text: String) { outputReader?.wait(for: text) }
  /// Waits until its standard error holds a text, or ends.
  public func awaitErrors(_ text: String) { errorReader?.wait(for: text) }

  /// Waits until nothing more fits into its standard output, which nobody reads.
  public func awaitHeldOutput() {
    let file = standardOutput.fileHandleForReading.fileDescriptor
    var (before, waiting): (Int32, Int32) = (-1, 0)
    while waiting == 0 || waiting != before {
      before = waiting
      usleep(50_000)
      _ = ioctl(file, UInt(FIONREAD), &waiting)
    }
  }

  /// The most memory that it has taken so far by the kernel's count, in bytes; nil once it has ended. On Linux only.
  public var peakMemory: Int? { process.peakMemory }

  /// Sends it a signal.
  public func send(_ signal: Int32) { process.send(signal) }

  /// Waits for its end.
  /// - Returns: its exit code; 128 and more for one that a signal ended.
  public func end() -> Int32 {
    let code = process.end()
    outputReader?.waitForEnd()
    errorReader?.waitForEnd()
    return code
  }

  /// Stops it as Ctrl-C would, and waits.
  /// - Returns: its exit code.
  public func interrupt() -> Int32 {
    send(SIGINT)
    return end()
  }

  /// Ends it as a crash would.
  public func killNow() {
    send(SIGKILL)
    _ = end()
  }
}
