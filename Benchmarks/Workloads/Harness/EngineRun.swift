import Beam
import JoistRunner

/// How the embedded engine runs the pipelines of a case.
struct EngineRun {
  /// The number of threads that run bundles.
  let cores: Int
  /// Whether everything runs on the calling thread with a stopped clock, so that all runs do the same work in the same
  /// order.
  var isStepped = false

  /// Runs a pipeline to its end, from the portable graph to the last commit.
  /// - Throws: the error that failed the job.
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

/// A job stopped before the end of its input.
struct Unfinished: Error, CustomStringConvertible {
  var description: String { "the job stopped before the end of its input" }
}
