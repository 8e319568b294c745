import JoistEngine
import JoistPlan
import Testing

/// §7: bounds that gate the start of bundles, progress in spite of them, and one memory budget.
@Suite struct Section07BackpressureTests {
  private func kilobyte(_ name: UInt8, time: Int64 = EventTime.min) -> ElementBlock {
    Make.block([Array(repeating: name, count: 1024)], time: time)
  }

  @Test("A full edge holds back new bundles of its producer, but not running ones")
  func fullEdge() throws {
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

  @Test("A diamond of stages finishes even if every edge holds one byte")
  func diamond() throws {
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

  /// The memory is used up, and the source is all that could run.
  @Test("If a gate holds back all that could run, the progress rule opens it and logs that")
  func progressRule() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(memoryBudget: 10_000, keepsLog: true))
    try engine.split(1)
    engine.setMemory(20_000, of: "queue of Read")
    let forced = try engine.bundle()
    #expect(forced.stage == StageID(2))
    #expect(try engine.status("Read").gatesOpened == 1)
    let opened = engine.takeLog().filter { if case .gateOpened = $0 { true } else { false } }
    #expect(opened.map(\.description) == ["gate s2 memory"])
  }

  @Test("A gate stays closed while a bundle runs")
  func closedGate() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, memoryBudget: 10_000))
    try engine.split(2)
    let first = try engine.bundle()
    let second = try engine.bundle()
    engine.setMemory(20_000, of: "queue of Read")
    engine.commit(first, left: [try first.residual(5)])
    #expect(engine.isIdle)
    #expect(try engine.status("Read").gatesOpened == 0)
    engine.commit(second)
    #expect(try engine.bundle().stage == StageID(2))
  }

  @Test("A job over its memory budget reads no new input")
  func overBudget() throws {
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

  @Test("Memory outside the engine counts against the budget")
  func foreignMemory() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(memoryBudget: 1 << 20))
    try engine.split(1)
    engine.setMemory(1_100_000, of: "queue of Read")
    #expect(engine.memory("queue of Read") == 1_100_000)
    #expect(try engine.status("Read").gate == "memory")
    engine.setMemory(0, of: "queue of Read")
    #expect(try engine.bundle().name == 0)
  }

  /// One key with ten times the budget: without spilling the job stops and says who has the memory.
  @Test("A job that needs more memory than its budget stops and names the largest owners")
  func stuckJob() throws {
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
    #expect(reason.contains("raise --memory, or use shorter windows, less lateness or fewer keys"))
    #expect(given < 20)
  }

  // MARK: Out of memory

  /// One window of ten moments, of one key, that holds as many bytes.
  private func held(_ bytes: Int, from start: Int64 = 0) -> BundleOutput {
    let window = Window(start: start, end: start + 10)
    return .records([
      Make.records([(key: [1], value: Array(repeating: 7, count: bytes))], window: window, minTime: start)
    ])
  }

  /// Two partitions at 0 have been read: the first waits as it says, the second has filled the tables.
  private func overTheBudget(_ resume: Residual.Resume, firstAt watermark: Int64 = 0) throws -> TestEngine {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)), EngineOptions(memoryBudget: 100_000))
    try engine.split(2)
    try engine.run { stage, task in
      guard stage == "Read" else { return ([], []) }
      if try task.name == 0 { return ([], [try task.residual(watermark, resume: resume)]) }
      return ([held(10_000)], [try task.residual(5)])
    }
    return engine
  }

  @Test("A job over its memory budget waits for the partition that holds the windows open, if a moment will wake it")
  func memoryWaitsForAMoment() throws {
    let engine = try overTheBudget(.after(milliseconds: 1000))
    #expect(engine.progress == .running)
    #expect(engine.nextWakeUp == 1000)
    engine.now = 1000
    let slow = try engine.bundle()
    #expect(try slow.name == 0)
    engine.commit(slow, left: [try slow.residual(50, resume: .after(milliseconds: 1000))])
    #expect(engine.progress == .running)
    let fast = try engine.bundle()
    #expect(try fast.name == 1)
    engine.commit(fast, left: [try fast.residual(50)])
    #expect(try engine.group().elementsOut == 1)
    #expect(engine.memory("tables of Group") == 0)
    let work = try engine.bundle()
    #expect(work.stage == StageID(4))
    engine.commit(work)
    #expect(try engine.bundle().name == 1)
  }

  @Test("A job over its memory budget goes on reading if the partition that holds the windows open has not read since")
  func memoryLetsTheSlowestRead() throws {
    let engine = TestEngine(
      Plans.readAndGroup(Grouping(content: .values)), EngineOptions(parallelism: 2, memoryBudget: 100_000))
    try engine.split(2)
    try engine.begin(2, watermark: 0)
    let slow = try engine.bundle()
    let fast = try engine.bundle()
    engine.commit(slow, left: [try slow.residual(1)])
    engine.commit(fast, [held(200_000)], left: [try fast.residual(5)])
    try engine.group()
    let slowest = try engine.bundle()
    #expect(try slowest.name == slow.name)
    engine.commit(slowest, left: [try slowest.residual(50)])
    let next = try engine.bundle()
    #expect(try next.name == fast.name)
    engine.commit(next, left: [try next.residual(50)])
    #expect(try engine.group().elementsOut == 1)
  }

  @Test("A job over its memory budget waits for the partition that holds the windows open, if its source can wake it")
  func memoryWaitsForAToken() throws {
    let engine = try overTheBudget(.wake(token: 7, atMostMilliseconds: Int64.max))
    #expect(engine.progress == .running)
    engine.wake(7)
    #expect(try engine.bundle().name == 0)
  }

  @Test("A job over its memory budget does not wait for a partition that holds no window open or never wakes")
  func memoryDoesNotWaitInVain() throws {
    for engine in [
      try overTheBudget(.after(milliseconds: 1000), firstAt: 6), try overTheBudget(.after(milliseconds: Int64.max)),
    ] {
      guard case .stuck = engine.progress else {
        Issue.record("the job is \(engine.progress)")
        return
      }
    }
  }

  @Test("A job over its memory budget is stuck if a partition wakes and only adds more")
  func memoryIsBoundedForThoseThatWake() throws {
    let engine = try overTheBudget(.after(milliseconds: 1000))
    var steps: Int64 = 0
    while engine.progress == .running && steps < 100 {
      steps += 1
      engine.now = steps * 1000
      try engine.run { stage, task in
        let isSlow = try stage == "Read" && task.name == 0
        guard isSlow else { throw Unexpected("a bundle of \(stage)") }
        return ([held(10_000)], [try task.residual(0, resume: .after(milliseconds: 1000))])
      }
    }
    guard case .stuck = engine.progress else {
      Issue.record("the job is \(engine.progress)")
      return
    }
    #expect(steps < 10)
  }

  @Test("A job over its memory budget waits for bundles that will be retried")
  func memoryWaitsForARetry() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(memoryBudget: 3000))
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements((0..<5).map { kilobyte($0) })], left: [try read.residual(10)])
    engine.fail(try engine.bundle(), retryAt: 1000)
    #expect(engine.isIdle)
    #expect(engine.progress == .running)
    engine.now = 1000
    engine.commit(try engine.bundle())
    #expect(try engine.bundle().stage == StageID(2))
  }

  @Test("While a sink waits for a retry, no more is read than its edge may hold")
  func anEdgeIsABoundWhileItsConsumerIsRetried() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(edgeBound: 2000))
    try engine.split(1)
    var reads = 0
    try engine.run { stage, task in
      reads += 1
      return ([.elements([kilobyte(1)])], stage == "Read" && reads < 100 ? [try task.residual(10)] : [])
    } fail: { stage, _ in
      stage == "Write" ? 1_000 : nil
    }
    #expect(reads == 2)
    #expect(try engine.status("Read").gate == "edge e2")
    #expect(engine.nextWakeUp == 1000)
  }

  /// A source's queue shrinks when the source runs, so its memory must not stop the job.
  @Test("Memory outside the engine is named in the message, but does not stop a job")
  func foreignMemoryIsNamed() throws {
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
    #expect(!reason.contains("shorter windows"))
  }

  @Test("Memory that is kept for later windows is freed before a job is stuck")
  func spareMemory() throws {
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
