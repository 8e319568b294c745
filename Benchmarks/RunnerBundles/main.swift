import Beam
import BeamWorker
import JoistPlan
import JoistRunner

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Measures the runner's and the engine's cost of a bundle that does nothing, with eight lanes of an endless source.
struct EmptyCarrier: Carrier {
  struct Unused: Error {}

  func makeExecutor(for stage: StageID) throws -> any BundleExecutor { EmptyExecutor(isSplit: stage == StageID(1)) }
  func makeCombineStore(for stage: StageID) throws -> any CombineStore { throw Unused() }
}

final class EmptyExecutor: BundleExecutor {
  let isSplit: Bool

  init(isSplit: Bool) { self.isSplit = isSplit }

  func begin(
    _ input: BundleInput, control: BundleControl,
    completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void
  ) {
    completion(Result { try run(input) })
  }

  private func run(_ input: BundleInput) throws -> FinishedBundle {
    if isSplit {
      let blocks = (0..<8).map { _ in block() }
      return FinishedBundle(result: BundleResult(outputs: [.elements(blocks)], elementsIn: 1))
    }
    guard case .restrictions(let restrictions) = input, let restriction = restrictions.first else {
      throw EmptyCarrier.Unused()
    }
    return FinishedBundle(
      result: BundleResult(
        residuals: [
          Residual(
            block: restriction.block, watermark: restriction.watermark + 1, resume: .now, hasBacklog: false,
            continues: true, isBounded: false)
        ], elementsIn: 1),
      counters: [StepCounter(step: "Read", elementsIn: 1, elementsOut: 0)])
  }

  func tearDown() {}

  private func block() -> ElementBlock {
    let builder = ElementBlockBuilder()
    builder.endElement()
    return builder.takeBlock(time: 0, context: .global)
  }
}

let plan = Plan(
  stages: [
    Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0)]),
    Stage(kind: .elements, name: "Split", inputs: [EdgeID(0)], outputs: [EdgeID(1)]),
    Stage(kind: .restrictions, name: "Read", inputs: [EdgeID(1)], outputs: [], isBounded: false),
  ],
  edges: [
    Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
    Edge(producer: StageID(1), consumer: StageID(2), kind: .elements),
  ])
for threads in [1, 2, 4] {
  let quiet = Logger(label: "bundles", logLevel: .error)
  let job = LocalJob(
    plan: plan, carrier: EmptyCarrier(), options: JobOptions(parallelism: threads, logger: quiet))
  let clock = SystemClock()
  try job.start()
  let start = clock.monotonicNanoseconds
  while clock.monotonicNanoseconds - start < 2_000_000_000 { usleep(10_000) }
  let (bundles, time) = (job.status.committedBundles, clock.monotonicNanoseconds - start)
  job.stop()
  _ = try job.wait()
  print("\(threads) threads: \(Int(time) / max(1, bundles)) ns a bundle")
}
