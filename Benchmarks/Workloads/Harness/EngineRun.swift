import Beam
import JoistRunner

/// How the embedded engine runs the pipelines of a case.
struct EngineRun {
  /// Threads that run bundles.
  let cores: Int
  /// Whether all runs on the calling thread, under a clock that stands: then two runs do the same work in the same order.
  var isStepped = false

  /// Runs a pipeline, from the portable pipeline to the last commit, and waits for its end.
  /// - Throws: what failed the job.
  func run(_ pipeline: Pipeline) throws {
    let options = JobOptions(
      name: "benchmark", parallelism: cores, memory: isStepped ? 1 << 30 : nil, seed: 1,
      logger: Logger(label: "benchmarks", logLevel: .warning))
    let outcome =
      isStepped
      ? try SteppedJob(PreparedPipeline(pipeline), options: options, clock: ManualClock()).run()
      : try LocalJob(pipeline, options: options).run()
    guard case .finished = outcome else { throw Unfinished() }
  }
}

/// A job ended before its input did.
struct Unfinished: Error, CustomStringConvertible {
  var description: String { "the job was stopped before its input was through" }
}
