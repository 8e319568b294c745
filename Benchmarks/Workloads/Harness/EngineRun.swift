import Beam
import JoistRunner

/// Runs a pipeline on the embedded engine, from the portable pipeline to the last commit.
enum EngineRun {
  /// Runs a pipeline and waits for its end.
  /// - Throws: what failed the job.
  static func run(_ pipeline: Pipeline, cores: Int) throws {
    let options = JobOptions(
      name: "benchmark", parallelism: cores, seed: 1, logger: Logger(label: "benchmarks", logLevel: .warning))
    let outcome = try LocalJob(pipeline, options: options).run()
    guard case .finished = outcome else { throw Unfinished() }
  }
}

/// A job ended before its input did.
struct Unfinished: Error, CustomStringConvertible {
  var description: String { "the job was stopped before its input was through" }
}
