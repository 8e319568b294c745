import JoistEngine
import JoistPlan

/// Measures the coordinator's cost of a bundle: bundles of one element from 8 restrictions to a sink, as in a mostly
/// idle job.
struct BundleRun: ~Copyable {
  /// Runs bundles, and returns the cost of handing out and committing one as text.
  func measure(bundles: Int) -> String {
    let plan = Plan(
      stages: [
        Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0)]),
        Stage(kind: .elements, name: "Split", inputs: [EdgeID(0)], outputs: [EdgeID(1)]),
        Stage(kind: .restrictions, name: "Read", inputs: [EdgeID(1)], outputs: [EdgeID(2)], isBounded: false),
        Stage(kind: .elements, name: "Sink", inputs: [EdgeID(2)], outputs: []),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(2), kind: .elements),
        Edge(producer: StageID(2), consumer: StageID(3), kind: .elements),
      ])
    var coordinator = Coordinator(plan: plan, options: EngineOptions(parallelism: 2))
    coordinator.start(now: 0)
    var done = 0
    let element = Self.block(count: 1)
    let began = GroupingRun.seconds()
    while done < bundles, case .bundle(let task) = coordinator.next(now: 0) {
      done += 1
      var result = BundleResult(elementsIn: 1)
      switch task.input {
      case .elements, .keyed:
        if task.stage == StageID(1) { result.outputs = [.elements([Self.block(count: 8)])] }
      case .restrictions(let restrictions):
        result.outputs = [.elements([element])]
        result.residuals = [
          Residual(
            block: restrictions[0].block, watermark: Int64(done), resume: .now, hasBacklog: false, continues: true,
            isBounded: false)
        ]
      }
      coordinator.commit(task.id, result, now: 0)
    }
    let seconds = GroupingRun.seconds() - began
    return "coordinator, bundles of one element: \((seconds * 1e10 / Double(done)).rounded() / 10) ns a bundle"
  }

  private static func block(count: Int) -> ElementBlock {
    let builder = ElementBlockBuilder(byteCapacity: 64, elementCapacity: 8)
    for number in 0..<count {
      builder.reserve(1).pointee = UInt8(number)
      builder.used += 1
      builder.endElement()
    }
    return builder.takeBlock(time: 0, context: .global)
  }
}
