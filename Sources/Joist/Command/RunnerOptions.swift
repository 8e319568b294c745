public import JoistArguments
public import Beam
import JoistRunner

/// The options that every pipeline command has in addition to its own.
public struct RunnerOptions: ParsableArguments, Sendable {
  /// Where a pipeline runs.
  public enum Runner: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// On the embedded engine in this process.
    case local
  }

  /// Where the pipeline runs.
  @Option(help: "Where the pipeline runs.") public var runner = Runner.local
  /// The job's name.
  @Option(help: "The job's name. (default: the program's)") public var jobName: String?
  /// The number of threads that run bundles; nil: one for each processor.
  @Option(help: "Threads that run bundles. (default: one for each processor)") public var parallelism: Int?
  /// The memory for data in flight and state; nil: half of the available memory.
  @Option(help: "Memory for data in flight and state, such as 512MB or 4GB. (default: half of the available memory)")
  public var memory: ByteSize?
  /// How often a bundle may be tried when user code fails.
  @Option(help: "How often a bundle may be tried when your code fails.") public var maxAttempts = 1
  /// Whether to print the plan instead of running it.
  @Option(
    help: "Print the steps with windows, state and source lines, or with =verbose the plan, and run nothing.")
  public var explain: Explanation?
  /// The lowest level of log events that are written.
  @Option(help: "The lowest level of log events to write.") public var logLevel = Logger.Level.info
  /// The form of the log and of the status.
  @Option(help: "The form of log and status on standard error: text, or JSON objects line by line.")
  public var logFormat = LogFormat.text
  /// Whether to print only one status line a minute.
  @Flag(help: "Print one status line a minute and no table.") public var quiet = false

  /// Makes options with the default values.
  public init() {}

  /// Checks the ranges of the numbers.
  /// - Throws: `ValidationError` for a number that is out of range.
  public func validate() throws {
    if let parallelism, !(1...4096).contains(parallelism) {
      throw ValidationError("--parallelism is \(parallelism), but must be from 1 to 4096")
    }
    if let memory, memory.bytes < 16_000_000 {
      throw ValidationError("--memory is \(memory.bytes) bytes, but a job needs at least 16MB")
    }
    if maxAttempts < 1 { throw ValidationError("--max-attempts is \(maxAttempts), but must be at least 1") }
  }

  /// The options for a job with a name.
  func jobOptions(name: String) -> JobOptions {
    var options = JobOptions(name: name)
    if let parallelism { options.parallelism = parallelism }
    if let memory { options.memory = memory.bytes }
    options.retries.maxAttempts = maxAttempts
    return options
  }
}
