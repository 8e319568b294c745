import Beam
import BeamWorker
import JoistPlan
import JoistPlanner
import Rows
import Testing

@testable import JoistRunner

/// What the carrier of this process makes.
@Suite(.timeLimit(.minutes(1))) struct InProcessCarrierTests {
  /// Takes long to be made.
  private struct Slow: DoFn {
    init(_ making: Gate, _ go: Gate) {
      making.open()
      go.wait()
    }

    func process(_ pair: KV<Int64, Int64>, in context: Context<Int64>) { context.emit(pair.value) }
  }

  @Test("An executor that takes long to make keeps no grouping from its accumulators")
  func aSlowInitializerStopsNoGrouping() throws {
    let (making, go) = (Gate(), Gate())
    let pipeline = Pipeline()
    _ = pipeline.create("Numbers", [Int64(1)]).keyed("Key") { $0 }.combinePerKey("Sum", Sum<Int64>())
      .parDo("Slow", Slow(making, go))
    let planned = try Planner.plan(try pipeline.portable())
    let carrier = InProcessCarrier(pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
    let slow = try #require(planned.plan.stages.firstIndex { $0.name.contains("Slow") && !$0.name.contains("Sum/") })
    let sum = try #require(planned.groupings.firstIndex { $0 == "Sum" })
    let thread = try WorkerThread(name: "slow") { _ = try? carrier.makeExecutor(for: StageID(slow)) }
    making.wait()
    _ = try carrier.makeCombineStore(for: StageID(sum))
    go.open()
    thread.join()
  }
}
