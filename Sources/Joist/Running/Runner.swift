public import Beam
public import JoistRunner

/// Somewhere that pipelines run.
///
/// ```swift
/// let pipeline = Pipeline()
/// pipeline.create([1, 2, 3]).map { $0 * 2 }
/// try await pipeline.run(on: .local)
/// ```
public protocol Runner: Sendable {
  /// Starts a pipeline, which must not be changed any more.
  /// - Throws: what is wrong with the pipeline, or with the runner.
  func start(_ pipeline: Pipeline) throws -> any Job
}

/// A pipeline that runs.
public protocol Job: Sendable {
  /// The job as it is now.
  var status: JobStatus { get }

  /// Has no new input read; what runs is finished, and no window fires that would not have fired. Returns at once.
  func stop()

  /// Ends the job without waiting for anything. Returns at once.
  func stopNow()

  /// Waits for the job's end; to be called once.
  /// - Throws: the error that failed the job: a user's or connector's own, or a `JobFailure`.
  func outcome() async throws -> JobOutcome
}

extension Pipeline {
  /// Runs the pipeline to its end. Where the calling task is cancelled, the job is stopped.
  /// - Throws: what is wrong with the pipeline, or the error that failed the job.
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
