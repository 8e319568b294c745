public import Beam
import JoistEngine

/// How a job is run.
public struct JobOptions: Sendable {
  /// The job's name, for people.
  public var name: String
  /// Threads that run bundles.
  public var parallelism: Int
  /// The memory that blocks, tables and the buffers that executors keep may take, in bytes.
  ///
  /// Not counted: the program itself; what functions hold; and what a bundle that runs has written, at most 8 MiB of output for
  /// each thread, and beside it what is made of one batch, the size of which follows the output of the batch before; and the
  /// batches between steps, about 50 kB for each step and thread.
  public var memory: Int
  /// What happens to work that failed.
  public var retries = RetryPolicy()
  /// How much may settle at once.
  public var settling = SettlingBounds()
  /// How long one element may take before the log names its step, in nanoseconds.
  public var slowElement: Int64 = 300_000_000_000
  /// How long a job that failed or was stopped waits for functions that are still running, in nanoseconds.
  public var windDown: Int64 = 10_000_000_000
  /// The seed of the engine's tables.
  public var seed: UInt64
  /// Whether work is handed out in random order and sizes, as the seed decides: for tests, which want every schedule.
  public var shuffles = false
  /// Where the job's events are logged.
  public var logger: Logger

  /// Makes options.
  /// - Parameters:
  ///   - name: the job's name, for people.
  ///   - parallelism: threads that run bundles; nil: one for each processor that the process may use.
  ///   - memory: bytes that blocks and tables may take; nil: half of what the process may use.
  ///   - seed: the seed of the engine's tables; nil: a random one.
  ///   - logger: where the job's events are logged.
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
