public import Beam
public import JoistRunner

/// Runs pipelines on the embedded engine, in this process.
public struct LocalRunner: Runner {
  /// How its jobs are run.
  public var options: JobOptions

  /// Makes a runner.
  /// - Parameter options: how its jobs are run; by default on all processors and with half of the memory.
  public init(options: JobOptions = JobOptions()) { self.options = options }

  /// Starts a pipeline.
  /// - Throws: `GraphError` or `PlannerError` for a pipeline that cannot run.
  public func start(_ pipeline: Pipeline) throws -> any Job {
    let job = try LocalJob(pipeline, options: options)
    try job.start()
    return job
  }
}

extension Runner where Self == LocalRunner {
  /// The embedded engine, on all processors.
  public static var local: LocalRunner { LocalRunner() }

  /// The embedded engine.
  /// - Parameter parallelism: threads that run bundles.
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
