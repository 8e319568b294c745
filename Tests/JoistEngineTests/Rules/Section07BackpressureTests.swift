import JoistEngine
import JoistPlan
import Testing

/// §7: bounds that gate the start of bundles, progress in spite of them, and one memory budget.
@Suite struct Section07BackpressureTests {
  private func kilobyte(_ name: UInt8, time: Int64 = EventTime.min) -> ElementBlock {
    Make.block([Array(repeating: name, count: 1024)], time: time)
  }

  @Test func aFullEdgeHoldsItsProducerBack() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, edgeBound: 2000, bundleBytes: 1))
    try engine.split(3)
    let tasks = try (0..<3).map { _ in try engine.bundle() }
    // A bundle that runs may overshoot.
    engine.commit(tasks[0], [.elements([kilobyte(1), kilobyte(2), kilobyte(3)])], left: [try tasks[0].residual(10)])
    #expect(try engine.status("Read").gate == "edge e2")
    var writes: [BundleTask] = []
    writes.append(try engine.bundle())
    #expect(writes[0].stage == StageID(3))
    engine.commit(writes[0])
    #expect(try engine.status("Read").gate == "edge e2")
    let next = try engine.bundle()
    #expect(next.stage == StageID(3))
    // What a bundle has taken does not wait any more.
    #expect(try engine.status("Read").gate == nil)
    #expect(try engine.bundle().stage == StageID(2))
  }

  @Test func aDiamondUnderATinyBoundComesToItsEnd() throws {
    let engine = TestEngine(Plans.diamond(), EngineOptions(edgeBound: 1))
    var left = 20
    var written = 0
    try engine.run { stage, task in
      switch stage {
      case "Read":
        left -= 1
        return (
          [.elements([kilobyte(1)]), .elements([kilobyte(2)])], left > 0 ? [try task.residual(EventTime.min)] : []
        )
      case "Write":
        written += try task.elements.count
        return ([], [])
      default: return ([.elements(try task.blocks)], [])
      }
    }
    #expect(engine.progress == .finished)
    #expect(written == 40)
  }

  /// The consumer waits to be tried again and its edge is full: the producer may not run, but nothing else can.
  @Test func theProgressRuleOpensAGateAndSaysSo() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(edgeBound: 100, keepsLog: true))
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([kilobyte(1)])], left: [try read.residual(10)])
    let write = try engine.bundle()
    engine.fail(write, retryAt: 1000)
    let forced = try engine.bundle()
    #expect(forced.stage == StageID(2))
    #expect(try engine.status("Read").gatesOpened == 1)
    let opened = engine.takeLog().filter { if case .gateOpened = $0 { true } else { false } }
    #expect(opened.map(\.description) == ["gate s2 edge e2"])
  }

  @Test func aClosedGateStaysClosedWhileSomethingRuns() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, edgeBound: 100))
    try engine.split(2)
    let first = try engine.bundle()
    let second = try engine.bundle()
    engine.commit(first, [.elements([kilobyte(1)])], left: [try first.residual(10)])
    engine.fail(try engine.bundle(), retryAt: 1000)
    #expect(engine.isIdle)
    #expect(try engine.status("Read").gatesOpened == 0)
    engine.commit(second)
    #expect(try engine.bundle().stage == StageID(2))
  }

  @Test func overTheBudgetNoNewInputIsRead() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, memoryBudget: 3000))
    try engine.split(2)
    let first = try engine.bundle()
    engine.commit(first, [.elements([kilobyte(1), kilobyte(2), kilobyte(3)])], left: [try first.residual(10)])
    #expect(try engine.status("Read").gate == "memory")
    let write = try engine.bundle()
    #expect(write.stage == StageID(3))
    #expect(engine.isIdle)
    engine.commit(write)
    #expect(try engine.bundle().stage == StageID(2))
  }

  @Test func othersCountAgainstTheBudget() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(memoryBudget: 1 << 20))
    try engine.split(1)
    engine.setMemory(1_100_000, of: "queue of Read")
    #expect(engine.memory("queue of Read") == 1_100_000)
    #expect(try engine.status("Read").gate == "memory")
    engine.setMemory(0, of: "queue of Read")
    #expect(try engine.bundle().name == 0)
  }

  /// One key with ten times the budget: without spilling the job stops and says who has the memory.
  @Test func aJobThatWouldNeedToSpillStopsAndSaysSo() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(memoryBudget: 100_000))
    try engine.split(1)
    var given = 0
    try engine.run { stage, task in
      guard stage == "Read" else { return ([], []) }
      given += 1
      let record = Make.records(
        [(key: [1], value: Array(repeating: 7, count: 10_000))], window: .global, minTime: 0)
      return ([.records([record])], given < 100 ? [try task.residual(0)] : [])
    }
    guard case .stuck(let reason) = engine.progress else {
      Issue.record("the job is \(engine.progress)")
      return
    }
    #expect(
      reason.contains("its budget of 100.0 kB: ") && reason.contains("are in use (tables of Group "), "\(reason)")
    #expect(reason.contains("raise --memory, or make windows, lateness or keys fewer"))
    #expect(given < 20)
  }

  /// What others hold is named as theirs, and does not stop the job: a source's queue becomes shorter when the source runs.
  @Test func theMemoryOfOthersIsNamedAndStopsNothing() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(memoryBudget: 100_000))
    try engine.split(1)
    engine.setMemory(1_000_000, of: "queue of Read")
    let read = try engine.bundle()
    let records = { (count: Int) in
      Make.records([(key: [1], value: Array(repeating: 7, count: count))], window: .global, minTime: 0)
    }
    engine.commit(read, [.records([records(1000)])], left: [try read.residual(0)])
    try engine.group()
    let again = try engine.bundle()
    #expect(try engine.status("Read").gatesOpened == 2)
    engine.commit(again, [.records([records(150_000)])], left: [try again.residual(0)])
    try engine.group()
    #expect(engine.isIdle)
    guard case .stuck(let reason) = engine.progress else {
      Issue.record("the job is \(engine.progress)")
      return
    }
    #expect(reason.contains("(queue of Read 1.0 MB, tables of Group "), "\(reason)")
    #expect(!reason.contains("make windows"))
  }

  @Test func whatIsKeptForLaterWindowsIsGivenBackFirst() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(memoryBudget: 60_000))
    try engine.split(1)
    var window: Int64 = 0
    try engine.run { stage, task in
      guard stage == "Read" else { return ([], []) }
      window += 1
      let record = Make.records(
        [(key: [1], value: Array(repeating: 7, count: 30_000))],
        window: Window(start: window * 10, end: window * 10 + 10), minTime: window * 10)
      return ([.records([record])], window < 50 ? [try task.residual(window * 10 + 10)] : [])
    }
    #expect(engine.progress == .finished)
  }
}
