import Beam
import BeamWorker
import JoistPlanner
import JoistRunner
import Rows
import Synchronization

/// What a pipeline's functions have seen, from any thread.
final class Seen: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }

  /// All of it, sorted: a pipeline has no order.
  var sorted: [String] { lines.withLock { $0.sorted() } }
}

/// Runs a pipeline the whole way: graph, portable form, plan, engine, worker.
enum EndToEnd {
  /// What its functions saw, sorted.
  /// - Parameters:
  ///   - shuffles: whether work is handed out in random order and sizes, as the seed decides.
  ///   - maxCopiedSteps: the bound on copies of the steps that follow a flatten.
  static func run(
    threads: Int = 2, seed: UInt64 = 1, shuffles: Bool = false,
    maxCopiedSteps: Int = PlannerOptions.defaultMaxCopiedSteps, _ build: (Pipeline, Seen) -> Void
  ) throws -> [String] {
    let pipeline = Pipeline()
    let seen = Seen()
    build(pipeline, seen)
    let planned = try Planner.plan(try pipeline.portable(), options: PlannerOptions(maxCopiedSteps: maxCopiedSteps))
    let carrier = InProcessCarrier(pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
    var options = JobOptions(parallelism: threads, seed: seed, logger: Logger(label: "test", logLevel: .error))
    options.shuffles = shuffles
    guard try LocalJob(plan: planned.plan, carrier: Carriage.chosen(carrier), options: options).run() == .finished
    else { return [] }
    return seen.sorted
  }
}

extension PCollection where Element: Streamable {
  /// Shows each element's text to a test.
  func seen(_ name: String, by seen: Seen, _ text: @escaping @Sendable (Element) -> String) {
    _ = map(name) { element -> Bool in
      seen.add(text(element))
      return true
    }
  }
}
