public import JoistArguments
import JoistRunner

/// The options that every pipeline command has besides its own.
public struct RunnerOptions: ParsableArguments, Sendable {
  /// Where a pipeline runs.
  public enum Runner: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// On the embedded engine, in this process.
    case local
  }

  /// Where the pipeline runs.
  @Option(help: "Where the pipeline runs.") public var runner = Runner.local
  /// The job's name.
  @Option(help: "The job's name. (default: the program's)") public var jobName: String?
  /// Threads that run bundles.
  @Option(help: "Threads that run bundles. (default: one for each processor)") public var parallelism: Int?
  /// The memory that blocks and tables may take.
  @Option(help: "Memory for data in flight and state, as 512MB or 4GB. (default: half of what there is)")
  public var memory: ByteSize?
  /// How often a bundle may be tried where a function failed.
  @Option(help: "How often a bundle is tried when a function of yours fails.") public var maxAttempts = 1
  /// Whether to print the plan instead of running it.
  @Flag(help: "Print how the pipeline would run, and do not run it.") public var explain = false
  /// Whether to say less.
  @Flag(help: "One line a minute, no table.") public var quiet = false

  /// The defaults.
  public init() {}

  /// Checks the numbers.
  /// - Throws: `ValidationError`.
  public func validate() throws {
    if let parallelism, !(1...4096).contains(parallelism) {
      throw ValidationError("--parallelism is \(parallelism): it takes 1 to 4096 threads")
    }
    if let memory, memory.bytes < 16_000_000 {
      throw ValidationError("--memory is \(memory.bytes) bytes: a job needs 16MB at least")
    }
    if maxAttempts < 1 { throw ValidationError("--max-attempts is \(maxAttempts): a bundle is tried once at least") }
  }

  /// The options of a job of this name.
  func jobOptions(name: String) -> JobOptions {
    var options = JobOptions(name: name)
    if let parallelism { options.parallelism = parallelism }
    if let memory { options.memory = memory.bytes }
    options.retries.maxAttempts = maxAttempts
    return options
  }
}
