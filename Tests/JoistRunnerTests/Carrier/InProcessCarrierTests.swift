import Beam
import BeamWorker
import JoistPlan
import JoistPlanner
import Rows
import Synchronization
import Testing

@testable import JoistRunner

/// What the carrier of this process makes.
@Suite(.timeLimit(.minutes(1))) struct InProcessCarrierTests {
  /// What a function's initializer waits for, once the graph is built, which makes one as well.
  private final class Pause: Sendable {
    let isDue = Atomic(false)
    let begun = Gate()
    let end = Gate()
  }

  /// Takes long to be made.
  private struct Slow: DoFn {
    init(_ pause: Pause) {
      guard pause.isDue.load(ordering: .relaxed) else { return }
      pause.begun.open()
      pause.end.wait()
    }

    func process(_ pair: KV<Int64, Int64>, in context: Context<Int64>) { context.emit(pair.value) }
  }

  @Test("A slow initializer of an executor does not delay grouping")
  func aSlowInitializerStopsNoGrouping() throws {
    let pause = Pause()
    let pipeline = Pipeline()
    _ = pipeline.create("Numbers", [Int64(1)]).keyed("Key") { $0 }.combinePerKey("Sum", Sum<Int64>())
      .parDo("Slow", Slow(pause))
    let planned = try Planner.plan(try pipeline.portable())
    let carrier = InProcessCarrier(pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
    let slow = try #require(planned.plan.stages.firstIndex { $0.name.contains("Slow") })
    let sum = try #require(planned.groupings.firstIndex { $0 == "Sum" })
    pause.isDue.store(true, ordering: .relaxed)
    let thread = try WorkerThread(name: "slow") { _ = try? carrier.makeExecutor(for: StageID(slow)) }
    pause.begun.wait()
    _ = try carrier.makeCombineStore(for: StageID(sum))
    pause.end.open()
    thread.join()
  }
}
