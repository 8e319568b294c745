import JoistEngine
import JoistPlan
import Testing

/// §3: the phases of a bundle, and which runs next.
@Suite struct Section03BundleTests {
  @Test("The restriction with the lowest watermark runs first")
  func lowestWatermark() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(4)
    var order: [UInt8] = []
    for _ in 0..<4 {
      let task = try engine.bundle()
      order.append(try task.name)
      engine.commit(task, left: [try task.residual([40, 10, 30, 20][Int(try task.name)])])
    }
    #expect(order == [0, 1, 2, 3])
    for expected in [1, 3, 2, 0] {
      let task = try engine.bundle()
      #expect(try task.name == UInt8(expected))
      engine.commit(task, left: [try task.residual(100)])
    }
  }

  @Test("Restrictions with the same watermark take turns")
  func equalWatermarks() throws {
    let engine = TestEngine(Plans.readAndWrite(bounded: false))
    try engine.split(3)
    try engine.begin(3, watermark: 10)
    var order: [UInt8] = []
    for _ in 0..<6 {
      let task = try engine.bundle()
      order.append(try task.name)
      engine.commit(task, left: [try task.residual(10)])
    }
    #expect(order == [0, 1, 2, 0, 1, 2])
  }

  /// A source whose elements are sources again.
  private var nestedSources: Plan {
    Plans.chain([(.impulse, "Impulse"), (.restrictions, "Find"), (.restrictions, "Read")], bounded: false)
  }

  @Test("The stage with the lowest watermark reads first, but one time in four the longest wait decides")
  func lowestStage() throws {
    let engine = TestEngine(nestedSources)
    var order = ""
    for step in 0..<12 {
      let task = try engine.bundle()
      let isFind = task.stage == StageID(1)
      order += isFind ? "F" : "R"
      let found = isFind && step < 3 ? [Make.block([[UInt8(step)]])] : []
      let watermark = isFind ? 1000 : 100 + Int64(step)
      engine.commit(task, isFind ? [.elements(found)] : [], left: [try task.residual(watermark)])
    }
    // One bundle in four goes to the stage that has waited longest.
    #expect(order == "FRRFRRRFRRRF")
  }

  @Test("A source that always has input does not starve the source of its elements")
  func busySource() throws {
    let engine = TestEngine(nestedSources)
    var finds = 0
    for step in 0..<40 {
      let task = try engine.bundle()
      let isFind = task.stage == StageID(1)
      finds += isFind ? 1 : 0
      let found = isFind ? [BundleOutput.elements([Make.block([[UInt8(step)]])])] : []
      engine.commit(task, found, left: [try task.residual(EventTime.min)])
    }
    #expect(finds >= 10)
  }

  @Test("A restriction whose event time stands still does not starve the others of its source")
  func restrictionsShareTheThread() throws {
    let engine = TestEngine(Plans.readAndWrite(bounded: false))
    try engine.split(3)
    for _ in 0..<3 {
      let task = try engine.bundle()
      engine.commit(task, left: [try task.residual(task.name == 0 ? 10 : 1000)])
    }
    var runs = [0, 0, 0]
    for _ in 0..<400 {
      let task = try engine.bundle()
      runs[Int(try task.name)] += 1
      engine.commit(task, left: [try task.residual(task.name == 0 ? 10 : 1000)])
    }
    #expect(runs == [301, 50, 49])
  }

  @Test("A restriction whose event time advances slowly does not starve the others")
  func slowEventTimeSharesTheThread() throws {
    let engine = TestEngine(Plans.readAndWrite(bounded: false))
    try engine.split(2)
    try engine.begin(2, watermark: 10)
    var runs = [0, 0]
    for step in 0..<640 {
      let task = try engine.bundle()
      runs[Int(try task.name)] += 1
      engine.commit(task, left: [try task.residual(task.name == 0 ? 11 + Int64(step) : 1_000_000)])
    }
    #expect(runs == [629, 11])
  }

  @Test("On two threads, two restrictions whose event time stands still do not starve the others")
  func twoThreadsAreShared() throws {
    let engine = TestEngine(Plans.readAndWrite(bounded: false), EngineOptions(parallelism: 2))
    try engine.split(4)
    try engine.begin(4, watermark: 10)
    var runs = [0, 0, 0, 0]
    var running = [try engine.bundle(), try engine.bundle()]
    for _ in 0..<400 {
      let task = running.removeFirst()
      let name = Int(try task.name)
      runs[name] += 1
      engine.commit(task, left: [try task.residual(name < 2 ? 10 : 1000)])
      running.append(try engine.bundle())
    }
    #expect(runs[2] >= 20 && runs[3] >= 20, "\(runs)")
    #expect(runs[0] >= 100 && runs[1] >= 100, "\(runs)")
  }

  @Test("A bounded restriction is finished before the next one begins")
  func boundedRestrictions() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(2)
    var order: [UInt8] = []
    for step in 0..<6 {
      let task = try engine.bundle()
      order.append(try task.name)
      engine.commit(task, left: step % 3 == 2 ? [] : [try task.residual(EventTime.min, isBounded: true)])
    }
    #expect(order == [0, 0, 0, 1, 1, 1])
  }

  /// The order in which three bounded restrictions run.
  /// - Parameter end: ends the bundle of a step.
  private func order(steps: Int, _ end: (TestEngine, _ step: Int, BundleTask) throws -> Void) throws -> [UInt8] {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(3)
    return try (0..<steps).map { step in
      let task = try engine.bundle()
      try end(engine, step, task)
      return try task.name
    }
  }

  @Test("A bounded restriction that has waited for its source goes after the others")
  func aBoundedRestrictionThatWaitedTakesTurns() throws {
    let order = try order(steps: 9) { engine, step, task in
      let resume: Residual.Resume = step % 2 == 1 ? .wake(token: 7, atMostMilliseconds: 500) : .now
      engine.commit(task, left: [try task.residual(EventTime.min, resume: resume, isBounded: true)])
      engine.wake(7)
    }
    #expect(order == [0, 0, 1, 1, 2, 2, 0, 0, 1])
  }

  @Test("A bounded restriction goes after the others if its source signals before the bundle is committed")
  func aBoundedRestrictionThatIsWokenEarlyTakesTurns() throws {
    let order = try order(steps: 6) { engine, _, task in
      engine.wake(7)
      let resume = Residual.Resume.wake(token: 7, atMostMilliseconds: 500)
      engine.commit(task, left: [try task.residual(EventTime.min, resume: resume, isBounded: true)])
    }
    #expect(order == [0, 1, 2, 0, 1, 2])
  }

  @Test("A bounded restriction that is retried keeps its turn")
  func aBoundedRestrictionKeepsItsTurnWhenRetried() throws {
    let order = try order(steps: 6) { engine, step, task in
      if step == 1 {
        engine.fail(task)
      } else {
        engine.commit(task, left: [try task.residual(EventTime.min, isBounded: true)])
      }
    }
    #expect(order == [0, 0, 0, 0, 0, 0])
  }

  /// Eight partitions with a day of backlog on one thread: the state stays near that of one window.
  @Test("A long backlog of several partitions keeps few windows open")
  func backlog() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)))
    try engine.split(8)
    let windowSize: Int64 = 600_000
    let day: Int64 = 24 * 6 * windowSize
    var positions: [Int64] = Array(repeating: 0, count: 8)
    var mostWindows = 0
    try engine.run { stage, task in
      mostWindows = max(mostWindows, try engine.status("Group").heldWindows)
      guard stage == "Read" else { return ([], []) }
      let name = Int(try task.name)
      // Partitions are not equally far per bundle.
      let next = min(day, positions[name] + windowSize / 4 * Int64(name % 3 + 1))
      let start = positions[name] / windowSize * windowSize
      let record = Make.records(
        [(key: [UInt8(name)], value: [1])], window: Window(start: start, end: start + windowSize),
        minTime: positions[name])
      positions[name] = next
      return ([.records([record])], next < day ? [try task.residual(next)] : [])
    }
    #expect(engine.progress == .finished)
    #expect(mostWindows <= 2)
  }

  @Test("The limits of a bundle depend on whether its source is bounded and has a backlog")
  func limits() throws {
    for isBounded in [true, false] {
      let engine = TestEngine(Plans.readAndWrite(bounded: isBounded))
      try engine.split(1)
      let fresh = try engine.bundle()
      #expect(fresh.limits == (isBounded ? .bounded : .backlog))
      engine.commit(fresh, left: [try fresh.residual(10, hasBacklog: false, isBounded: isBounded)])
      let second = try engine.bundle()
      #expect(second.limits == (isBounded ? .bounded : .idle))
      engine.commit(second, left: [try second.residual(20, hasBacklog: true, isBounded: isBounded)])
      #expect(try engine.bundle().limits == (isBounded ? .bounded : .backlog))
    }
  }

  @Test("A residual waits for its delay")
  func delay() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    engine.now = 1000
    let task = try engine.bundle()
    engine.commit(task, left: [try task.residual(10, resume: .after(milliseconds: 30))])
    #expect(engine.nextWakeUp == 1030)
    engine.now = 1029
    #expect(engine.isIdle)
    engine.now = 1030
    #expect(try engine.bundle().name == 0)
  }

  @Test("A wake-up ends a wait")
  func wakeUp() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(2)
    for _ in 0..<2 {
      let task = try engine.bundle()
      let token = UInt64(try task.name) + 7
      engine.commit(task, left: [try task.residual(10, resume: .wake(token: token, atMostMilliseconds: 500))])
    }
    #expect(engine.isIdle)
    engine.wake(8)
    let woken = try engine.bundle()
    #expect(try woken.name == 1)
    #expect(engine.isIdle)
    engine.now = 500
    #expect(try engine.bundle().name == 0)
  }

  /// The source signals while the bundle that will wait for it is still running, or settling.
  @Test("A wake-up before the end of the bundle is not lost", arguments: [false, true])
  func earlyWakeUp(settles: Bool) throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let task = try engine.bundle()
    let left = [try task.residual(10, resume: .wake(token: 7, atMostMilliseconds: 500))]
    if settles {
      engine.settle(task, left: left)
      engine.wake(7)
      engine.commitSettled(task)
    } else {
      engine.wake(7)
      engine.commit(task, left: left)
    }
    let woken = try engine.bundle()
    // Once: the next wait is a wait again.
    engine.commit(woken, left: [try woken.residual(10, resume: .wake(token: 7, atMostMilliseconds: 500))])
    #expect(engine.isIdle)
  }

  @Test("A restriction runs one bundle at a time, settling included")
  func oneBundleAtATime() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4))
    try engine.split(1)
    let task = try engine.bundle()
    engine.settle(task, left: [try task.residual(10)])
    #expect(engine.isIdle)
    #expect(try engine.status("Read").settling == 1)
    engine.commitSettled(task)
    #expect(try engine.bundle().name == 0)
  }

  @Test("A lane with a pipeline depth of two runs a second bundle while the first settles")
  func pipelinedLane() throws {
    let engine = TestEngine(Plans.readAndWrite(depth: 2), EngineOptions(parallelism: 4))
    try engine.split(1)
    let first = try engine.bundle()
    engine.settle(first, left: [try first.residual(10)])
    let second = try engine.bundle()
    #expect(try second.restriction.watermark == 10)
    // What the first left holds nothing before the first is committed.
    #expect(try engine.watermarks("Read") == [EventTime.min, EventTime.min])
    engine.settle(second, left: [try second.residual(20)])
    #expect(engine.isIdle)
    #expect(engine.commitSettled(second).committed == [])
    #expect(try engine.watermarks("Read") == [EventTime.min, EventTime.min])
    #expect(engine.commitSettled(first).committed == [first.id, second.id])
    #expect(try engine.watermarks("Read") == [EventTime.max, 20])
  }

  @Test("The number of settling bundles is bounded")
  func settlingCount() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, settlingBundles: 2))
    try engine.split(3)
    let tasks = try (0..<2).map { _ in try engine.bundle() }
    for task in tasks { engine.settle(task) }
    #expect(engine.isIdle)
    #expect(try engine.status("Read").gate == "settling bundles")
    engine.commitSettled(tasks[0])
    #expect(try engine.bundle().name == 2)
  }

  @Test("The memory of settling bundles is bounded")
  func settlingBytes() throws {
    let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4, settlingBytes: 100))
    try engine.split(2)
    let task = try engine.bundle()
    engine.settle(task, bytes: 100)
    #expect(engine.memory("deliveries of Read") == 100)
    #expect(engine.isIdle)
    engine.commitSettled(task)
    #expect(engine.memory("deliveries of Read") == nil)
    #expect(try engine.bundle().name == 1)
  }
}
