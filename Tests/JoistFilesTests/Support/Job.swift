import Beam
import JoistRunner

/// Runs a pipeline as a program does: checks, the job, what follows its end.
enum Job {
  /// - Throws: what fails a check or the job.
  static func run(
    threads: Int = 2, seed: UInt64 = 1, shuffles: Bool = false, attempts: Int = 1, _ build: (Pipeline) -> Void
  ) throws {
    let pipeline = Pipeline()
    build(pipeline)
    var options = JobOptions(parallelism: threads, seed: seed, logger: Logger(label: "test", logLevel: .critical))
    options.shuffles = shuffles
    options.retries.maxAttempts = attempts
    _ = try LocalJob(pipeline, options: options).run()
  }
}
