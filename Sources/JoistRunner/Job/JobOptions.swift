public import Beam
import JoistEngine

/// How a job is run.
public struct JobOptions: Sendable {
  /// The job's name, for people.
  public var name: String
  /// Threads that run bundles.
  public var parallelism: Int
  /// The memory that blocks and tables may take, in bytes.
  public var memory: Int
  /// What happens to work that failed.
  public var retries = RetryPolicy()
  /// How much may settle at once.
  public var settling = SettlingBounds()
  /// How long one element may take before the log names its step, in nanoseconds.
  public var slowElement: Int64 = 300_000_000_000
  /// How long a job that failed waits for functions that are still running, in nanoseconds.
  public var windDown: Int64 = 10_000_000_000
  /// The seed of the engine's tables.
  public var seed: UInt64
  /// Whether work is handed out in random order and sizes, as the seed decides: for tests, which want every schedule.
  public var shuffles = false
  /// Where the job's events are logged.
  public var logger: Logger

  /// Makes the options that a job has by default: all processors and half of the memory.
  public init(
    name: String = "job", parallelism: Int = Machine.processors, memory: Int = Machine.memory / 2,
    seed: UInt64 = UInt64.random(in: .min ... .max), logger: Logger = Logger(label: "joist")
  ) {
    self.name = name
    self.parallelism = max(1, parallelism)
    self.memory = memory
    self.seed = seed
    self.logger = logger
  }

  var engineOptions: EngineOptions {
    EngineOptions(
      parallelism: parallelism, memoryBudget: memory, seed: seed, shuffles: shuffles,
      settlingBundles: settling.bundles, settlingBytes: settling.bytes)
  }
}
