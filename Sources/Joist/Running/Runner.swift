public import Beam
public import JoistRunner

/// Runs pipelines, for example on the embedded engine.
///
/// ```swift
/// let pipeline = Pipeline()
/// pipeline.create([1, 2, 3]).map { $0 * 2 }
/// try await pipeline.run(on: .local)
/// ```
public protocol Runner: Sendable {
  /// Starts a pipeline. The pipeline must not be changed afterwards.
  /// - Throws: an error in the pipeline or of the runner.
  func start(_ pipeline: Pipeline) throws -> any Job
}

/// A running pipeline.
public protocol Job: Sendable {
  /// The job's current status.
  var status: JobStatus { get }

  /// Stops reading new input and finishes the work that is running. Open windows do not fire. Returns at once.
  func stop()

  /// Ends the job without waiting for running work. Returns at once.
  func stopNow()

  /// Waits for the end of the job. Call it once.
  /// - Throws: the error that failed the job: an error of user code or of a connector, or a `JobFailure`.
  func outcome() async throws -> JobOutcome
}

extension Pipeline {
  /// Runs the pipeline to its end. If the calling task is cancelled, the job is stopped.
  /// - Throws: an error in the pipeline, or the error that failed the job.
  @discardableResult
  nonisolated(nonsending) public func run(on runner: some Runner) async throws -> JobOutcome {
    let job = try runner.start(self)
    return try await withTaskCancellationHandler {
      try await job.outcome()
    } onCancel: {
      job.stop()
    }
  }
}
