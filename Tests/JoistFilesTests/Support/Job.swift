import Beam
import BeamWorker
import JoistPlanner
import JoistRunner

/// Runs a pipeline as a program does: checks, the job, what follows its end.
enum Job {
  /// - Throws: what fails a check or the job.
  static func run(
    threads: Int = 2, seed: UInt64 = 1, shuffles: Bool = false, attempts: Int = 1, _ build: (Pipeline) -> Void
  ) throws {
    let pipeline = Pipeline()
    build(pipeline)
    let planned = try Planner.plan(try pipeline.portable())
    let carrier = InProcessCarrier(pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
    var options = JobOptions(parallelism: threads, seed: seed, logger: Logger(label: "test", logLevel: .error))
    options.shuffles = shuffles
    options.retries.maxAttempts = attempts
    var succeeded = false
    defer { for cleanUp in pipeline.graph.cleanUps { cleanUp(succeeded) } }
    for check in pipeline.graph.checks { try check() }
    succeeded = try LocalJob(plan: planned.plan, carrier: carrier, options: options).run() == .finished
  }
}
