import JoistEngine
import JoistPlan
import Testing

/// §20: elements of one lane stay in order, and §9: they travel without being copied.
@Suite struct Section20OrderTests {
  @Test("Blocks of one restriction run one after another, in order")
  func oneRestriction() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, bundleElements: 1))
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([1, 2, 3].map { Make.block([[$0]]) })])
    let first = try engine.bundle()
    #expect(engine.isIdle)
    engine.fail(first)
    for expected: UInt8 in 1...3 {
      let task = try engine.bundle()
      #expect(try task.elements == [[expected]])
      #expect(engine.isIdle)
      engine.commit(task)
    }
  }

  @Test("Blocks of different restrictions run at the same time")
  func differentRestrictions() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4))
    try engine.split(2)
    let reads = try [engine.bundle(), engine.bundle()]
    for read in reads { engine.commit(read, [.elements([Make.block([[try read.name]])])]) }
    let tasks = try [engine.bundle(), engine.bundle()]
    #expect(Set(try tasks.map { try $0.elements }) == [[[0]], [[1]]])
  }

  @Test("A reshuffle spreads the blocks of one restriction over the lanes")
  func reshuffle() throws {
    var plan = Plans.readAndWrite()
    plan.edges[2].keepsOrder = false
    let engine = TestEngine(plan, EngineOptions(parallelism: 2))
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([1, 2].map { Make.block([[$0]]) })])
    let tasks = try [engine.bundle(), engine.bundle()]
    #expect(try tasks.map { try $0.elements } == [[[1]], [[2]]])
  }

  @Test("Records of one key group are inserted in the order of their commits")
  func recordOrder() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(parallelism: 4))
    try engine.split(2)
    try engine.begin(2, watermark: 10)
    let tasks = try [engine.bundle(), engine.bundle()]
    for (value, task) in [(UInt8(1), tasks[1]), (2, tasks[0])] {
      let record = Make.records([(key: [7], value: [value])], window: .global, minTime: 12)
      engine.commit(task, [.records([record])])
    }
    var written: [[UInt8]] = []
    try engine.run { _, task in
      written += try task.elements
      return ([], [])
    }
    #expect(written == [[7, 0, 0, 0, 2, 1, 2]])
  }

  @Test("A key group runs one task at a time")
  func oneTaskAtATime() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(parallelism: 4))
    try engine.split(2)
    try engine.begin(2, watermark: 10)
    let tasks = try [engine.bundle(), engine.bundle()]
    for task in tasks {
      let record = Make.records([(key: [7], value: [1])], window: .global, minTime: 12)
      engine.commit(task, [.records([record])])
      if task.id == tasks[0].id {
        guard case .group = engine.next() else {
          Issue.record("no grouping task")
          return
        }
      }
    }
    // The key group is at work; its second block waits.
    #expect(engine.isIdle)
    #expect(try engine.status("Group").pendingElements == 1)
  }

  @Test("All panes of one key go to one lane")
  func paneLanes() throws {
    let engine = TestEngine(
      Plans.readAndGroup(Grouping(content: .values)), EngineOptions(parallelism: 4, groupTaskBytes: 1))
    try engine.split(1)
    var lanes: [UInt8: Set<Int>] = [:]
    var step: Int64 = 0
    while let work = engine.next() {
      switch work {
      case .bundle(let task):
        if task.stage != StageID(2) {
          engine.commit(task)
          continue
        }
        step += 1
        let window = Window(start: step * 10, end: step * 10 + 10)
        let records = (0..<40).map {
          Make.records([(key: [UInt8($0)], value: [1])], window: window, minTime: step * 10)
        }
        engine.commit(task, [.records(records)], left: step < 5 ? [try task.residual(step * 10 + 10)] : [])
      case .group(let task):
        let result = try task.perform { throw Unexpected("a store") }
        for output in result.outputs {
          for element in output.blocks.flatMap(\.elements) { lanes[element[0], default: []].insert(output.lane) }
        }
        engine.commit(result)
      }
    }
    #expect(engine.progress == .finished)
    #expect(lanes.count == 40)
    #expect(lanes.values.allSatisfy { $0.count == 1 })
    #expect(Set(lanes.values.joined()).count > 8)
  }

  @Test("Blocks are passed on without copying")
  func blocksAreNotCopied() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let blocks = [Make.block([[1], [2]]), Make.block([[3]])]
    engine.commit(try engine.bundle(), [.elements(blocks)])
    #expect(try zip(engine.bundle().blocks, blocks).allSatisfy { $0 === $1 })
  }
}
