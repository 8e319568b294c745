import JoistEngine
import JoistPlan
import Testing

/// One pipeline by hand, through every kind of stage to the end of the job.
@Suite struct VerticalTests {
  @Test("A bounded job runs from its impulse to the end")
  func boundedJob() throws {
    let plan = Plan(
      stages: [
        Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0)]),
        Stage(kind: .elements, name: "Pair, Split", inputs: [EdgeID(0)], outputs: [EdgeID(1)]),
        Stage(kind: .restrictions, name: "Read", inputs: [EdgeID(1)], outputs: [EdgeID(2)]),
        Stage(kind: .grouping(Grouping(content: .values)), name: "Group", inputs: [EdgeID(2)], outputs: [EdgeID(3)]),
        Stage(kind: .elements, name: "Write", inputs: [EdgeID(3)], outputs: []),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(2), kind: .elements),
        Edge(producer: StageID(2), consumer: StageID(3), kind: .keyed),
        Edge(producer: StageID(3), consumer: StageID(4), kind: .elements),
      ])
    var coordinator = Coordinator(plan: plan, options: EngineOptions())
    coordinator.start(now: 0)
    let window = Window(start: 0, end: 10)
    var written: [[UInt8]] = []
    var watermarks: [Int64] = []
    while let work = coordinator.next(now: 0) {
      switch work {
      case .bundle(let task):
        var result = BundleResult(elementsIn: 1)
        switch (task.stage.index, task.input) {
        case (1, .elements(let blocks)):
          #expect(blocks.map(\.elements) == [[[0]]])
          result.outputs = [.elements([Make.block([[1], [2]])])]
        case (2, .restrictions(let restrictions)):
          let restriction = restrictions[0]
          let name = restriction.block.elements[0][0]
          let record = Make.records([(key: [7], value: [name])], window: window, minTime: 5)
          result.outputs = [.records([record])]
          if restriction.watermark == EventTime.min {
            result.residuals = [
              Residual(
                block: restriction.block, watermark: 3, resume: .now, hasBacklog: false, continues: true,
                isBounded: true)
            ]
          }
        case (4, .elements(let blocks)):
          written += blocks.flatMap(\.elements)
          watermarks.append(task.inputWatermark)
          #expect(blocks[0].uniformTime == 9)
          #expect(blocks[0].contexts == [WindowContext(windows: [window], pane: .onTimeAndOnly)])
        default: Issue.record("stage \(task.stage) was given \(task.input)")
        }
        coordinator.commit(task.id, result, now: 0)
      case .group(let task):
        coordinator.commit(try task.perform { throw UnexpectedStore() }, now: 0)
      }
    }
    #expect(coordinator.progress == .finished)
    #expect(written == [[7, 0, 0, 0, 4, 1, 2, 1, 2]])
    #expect(watermarks == [9])
    #expect(coordinator.status().allSatisfy { $0.pendingBytes == 0 && $0.pendingElements == 0 && $0.heldWindows == 0 })
  }
}

struct UnexpectedStore: Error {}
