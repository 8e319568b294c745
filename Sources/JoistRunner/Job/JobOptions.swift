public import Beam
import JoistEngine

/// How to run a job.
public struct JobOptions: Sendable {
  /// The job's name, shown in its status.
  public var name: String
  /// The number of threads that run bundles.
  public var parallelism: Int
  /// The memory for blocks, tables and the buffers of executors, in bytes.
  ///
  /// It does not include the program itself, memory that functions hold, the output of running bundles (at most 8 MiB a
  /// thread, plus the output of one batch), and the batches between steps (about 50 kB for each step and thread).
  public var memory: Int
  /// How failed work is retried.
  public var retries = RetryPolicy()
  /// How much may settle at once.
  public var settling = SettlingBounds()
  /// How long one element may take before the step is logged, in nanoseconds.
  public var slowElement: Int64 = 300_000_000_000
  /// How long a job that failed or was stopped waits for functions that are still running, in nanoseconds.
  public var windDown: Int64 = 10_000_000_000
  /// The seed of the engine's hash tables.
  public var seed: UInt64
  /// Whether work is handed out in random order and sizes that depend on the seed; for tests that need many schedules.
  public var shuffles = false
  /// The logger for the job's events.
  public var logger: Logger

  /// Makes options.
  /// - Parameters:
  ///   - name: the job's name, shown in its status.
  ///   - parallelism: the number of threads that run bundles; nil: one for each processor that the process may use.
  ///   - memory: the memory for blocks and tables, in bytes; nil: half of the memory that the process may use.
  ///   - seed: the seed of the engine's hash tables; nil: a random one.
  ///   - logger: the logger for the job's events.
  public init(
    name: String = "job", parallelism: Int? = nil, memory: Int? = nil, seed: UInt64? = nil,
    logger: Logger = Logger(label: "joist")
  ) {
    self.name = name
    self.parallelism = max(1, parallelism ?? Machine.processors)
    self.memory = memory ?? Machine.memory / 2
    self.seed = seed ?? UInt64.random(in: .min ... .max)
    self.logger = logger
  }

  var engineOptions: EngineOptions {
    EngineOptions(
      parallelism: parallelism, memoryBudget: memory, edgeBound: min(16 << 20, max(1 << 20, memory / 8)), seed: seed,
      shuffles: shuffles,
      settlingBundles: settling.bundles, settlingBytes: settling.bytes)
  }
}
