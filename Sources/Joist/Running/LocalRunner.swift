public import Beam
public import JoistRunner

/// Runs pipelines on the embedded engine in this process.
public struct LocalRunner: Runner {
  /// The options for its jobs.
  public var options: JobOptions

  /// Makes a runner.
  /// - Parameter options: the options for its jobs; by default they use all processors and half of the memory.
  public init(options: JobOptions = JobOptions()) { self.options = options }

  /// Starts a pipeline.
  /// - Throws: `GraphError` or `PlannerError` for a pipeline that cannot run, or the error of a connector whose check fails.
  public func start(_ pipeline: Pipeline) throws -> any Job {
    let job = try LocalJob(pipeline, options: options)
    try job.start()
    return job
  }
}

extension Runner where Self == LocalRunner {
  /// The embedded engine with default options.
  public static var local: LocalRunner { LocalRunner() }

  /// The embedded engine with a number of threads.
  /// - Parameter parallelism: the number of threads that run bundles; at least 1 is used.
  public static func local(parallelism: Int) -> LocalRunner {
    var runner = LocalRunner()
    runner.options.parallelism = max(1, parallelism)
    return runner
  }
}

extension LocalJob: Job {
  /// Waits for the job's end.
  /// - Throws: the error that failed the job.
  public func outcome() async throws -> JobOutcome {
    try await withCheckedThrowingContinuation { continuation in
      waitAside { continuation.resume(with: $0) }
    }
  }
}
