import JoistEngine
import JoistPlan
import Testing

/// §2: watermarks and holds.
@Suite struct Section02WatermarkTests {
  @Test("The slowest of four partitions holds the watermark of later stages")
  func slowestPartition() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(4)
    for _ in 0..<4 {
      let task = try engine.bundle()
      engine.commit(task, left: [try task.residual(try task.name == 2 ? 5 : 100)])
    }
    #expect(try engine.watermarks("Read") == [EventTime.max, 5])
    #expect(try engine.watermarks("Write") == [5, 5])
    let slow = try engine.bundle()
    #expect(try slow.name == 2)
    engine.commit(slow, left: [try slow.residual(70)])
    #expect(try engine.watermarks("Write") == [70, 70])
  }

  @Test("An idle partition holds the watermark until it reports a later one")
  func idlePartition() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(2)
    for _ in 0..<2 {
      let task = try engine.bundle()
      let isIdle = try task.name == 1
      engine.commit(task, left: [try task.residual(10, resume: isIdle ? .after(milliseconds: 50) : .now)])
    }
    for step in 1...3 {
      let task = try engine.bundle()
      engine.commit(task, left: [try task.residual(10 + Int64(step) * 10)])
      #expect(try engine.watermarks("Write") == [10, 10])
    }
    engine.now = 50
    let idle = try engine.bundle()
    #expect(try idle.name == 1)
    engine.commit(idle, left: [try idle.residual(40, resume: .after(milliseconds: 50))])
    #expect(try engine.watermarks("Write") == [40, 40])
  }

  @Test("The output watermark is the lowest of all residuals, in whichever order they commit")
  func commitOrder() throws {
    for order in permutations([0, 1, 2, 3]) {
      let engine = TestEngine(Plans.readAndWrite(), EngineOptions(parallelism: 4))
      try engine.split(4)
      try engine.begin(4, watermark: 10)
      let tasks = try (0..<4).map { _ in try engine.bundle() }
      var watermarks: [Int64] = [10, 10, 10, 10]
      for index in order {
        let next = 20 + Int64(index)
        engine.commit(tasks[index], left: [try tasks[index].residual(next)])
        watermarks[index] = next
        #expect(try engine.watermarks("Read")[1] == watermarks.min())
      }
    }
  }

  @Test("A running residual holds the watermark until its bundle is committed")
  func runningResidual() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    try engine.begin(1, watermark: 10)
    let task = try engine.bundle()
    #expect(try engine.watermarks("Read")[1] == 10)
    engine.commit(task)
    #expect(try engine.watermarks("Read")[1] == EventTime.max)
  }

  @Test("Pending and running input with a time after the end of the global window counts as at its end")
  func laterTimesAreTheEndOfTheGlobalWindow() throws {
    for time in [EventTime.endOfGlobalWindow + 1, EventTime.max, Int64.max] {
      let engine = TestEngine(Plans.readAndWrite(bounded: false))
      try engine.split(1)
      let task = try engine.bundle()
      engine.commit(task, [.elements([Make.block([[1]], time: time)])], left: [try task.residual(time)])
      #expect(try engine.watermarks("Read")[1] == EventTime.endOfGlobalWindow, "at \(time)")
      #expect(try engine.watermarks("Write") == [EventTime.endOfGlobalWindow, EventTime.endOfGlobalWindow])
    }
  }

  @Test("The global window fires once, with all elements that have a later time")
  func theGlobalWindowWaitsForLaterTimes() throws {
    for time in [EventTime.endOfGlobalWindow + 1, EventTime.max, Int64.max] {
      let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)))
      try engine.split(1)
      let records = { Make.records([([1], [2])], window: .global, minTime: time) }
      let first = try engine.bundle()
      engine.commit(first, [.records([records()])], left: [try first.residual(time)])
      try engine.group()
      let last = try engine.bundle()
      engine.commit(last, [.records([records()])])
      var panes = 0
      try engine.run { _, task in
        panes += try task.blocks.reduce(0) { $0 + $1.count }
        return ([], [])
      }
      #expect(panes == 1, "at \(time)")
      #expect(try engine.status("Group").late.dropped == 0, "at \(time)")
      #expect(engine.progress == .finished)
    }
  }

  @Test("A residual holds the output watermark, but not the input watermark")
  func residualHold() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    #expect(try engine.watermarks("Read") == [EventTime.min, EventTime.min])
    try engine.begin(1, watermark: 10)
    #expect(try engine.watermarks("Read") == [EventTime.max, 10])
  }

  @Test("A new restriction holds the watermark at its timestamp")
  func newRestriction() throws {
    let engine = TestEngine(Plans.readAndWrite())
    let split = try engine.bundle()
    engine.commit(split, [.elements([Make.block([[1]], time: 30), Make.block([[2]], time: 20)])])
    #expect(try engine.watermarks("Read") == [20, 20])
    let first = try engine.bundle()
    let second = try engine.bundle()
    #expect(try engine.watermarks("Read") == [20, 20])
    engine.commit(second)
    engine.commit(first)
    #expect(try engine.watermarks("Read") == [EventTime.max, EventTime.max])
  }

  @Test("Pending elements hold the watermark, and so do elements in flight")
  func pendingElements() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let read = try engine.bundle()
    engine.commit(read, [.elements([Make.block([[1]], time: 42)])])
    #expect(try engine.watermarks("Write") == [42, 42])
    let write = try engine.bundle()
    #expect(try engine.watermarks("Write") == [42, 42])
    engine.commit(write)
    #expect(try engine.watermarks("Write") == [EventTime.max, EventTime.max])
  }

  @Test("A late block does not lower a watermark")
  func lateBlock() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    try engine.begin(1, watermark: 100)
    let read = try engine.bundle()
    engine.commit(read, [.elements([Make.block([[1]], time: 5)])], left: [try read.residual(110)])
    #expect(try engine.watermarks("Write") == [100, 100])
    #expect(try engine.bundle().inputWatermark == 100)
  }

  @Test("Windows that have not fired hold the output watermark at their end")
  func unfiredWindows() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)))
    try engine.split(1)
    try engine.begin(1, watermark: 10)
    let read = try engine.bundle()
    let blocks = [
      Make.records([(key: [1], value: [1])], window: Window(start: 10, end: 20), minTime: 15),
      Make.records([(key: [1], value: [1])], window: Window(start: 20, end: 30), minTime: 25),
    ]
    engine.commit(read, [.records(blocks)], left: [try read.residual(19)])
    try engine.group()
    #expect(try engine.watermarks("Group") == [19, 19])
    let again = try engine.bundle()
    engine.commit(again, left: [try again.residual(28)])
    #expect(try engine.watermarks("Group") == [28, 19])
    try engine.group()
    #expect(try engine.watermarks("Group") == [28, 28])
    #expect(try engine.watermarks("Write") == [19, 19])
  }

  @Test("A late element adds no hold")
  func lateElement() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values, allowedLateness: 1000)))
    try engine.split(1)
    try engine.begin(1, watermark: 100)
    let read = try engine.bundle()
    let block = Make.records([(key: [1], value: [1])], window: Window(start: 10, end: 20), minTime: 15)
    engine.commit(read, [.records([block])], left: [try read.residual(150)])
    #expect(try engine.watermarks("Group") == [100, 100])
    try engine.group()
    #expect(try engine.watermarks("Group") == [150, 150])
  }

  /// The timestamp of a record was moved an hour later after its window was assigned.
  private static let window = Window(start: 10, end: 20)
  private static let later: Int64 = 3_600_000

  @Test("A pending record holds the watermark at the end of its window if its timestamp is later")
  func recordsHoldTheirWindow() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)))
    try engine.split(1)
    try engine.begin(1, watermark: 10)
    let read = try engine.bundle()
    let block = Make.records([(key: [1], value: [1])], window: Self.window, minTime: Self.later)
    engine.commit(read, [.records([block])], left: [try read.residual(100)])
    #expect(try engine.watermarks("Group") == [19, 19])
    try engine.group()
    #expect(try engine.status("Group").late.dropped == 0)
    #expect(try engine.group().elementsOut == 1)
    #expect(try engine.watermarks("Group") == [100, 100])
  }

  @Test("A pending element holds the watermark at the end of the first of its windows if its timestamp is later")
  func elementsHoldTheirWindow() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    try engine.begin(1, watermark: 10)
    let read = try engine.bundle()
    let windows = [Self.window, Window(start: 10, end: 30)]
    let block = Make.block([[1]], time: Self.later, context: WindowContext(windows: windows))
    engine.commit(read, [.elements([block])], left: [try read.residual(100)])
    #expect(try engine.watermarks("Write") == [19, 19])
    let write = try engine.bundle()
    #expect(try engine.watermarks("Write") == [19, 19])
    engine.commit(write)
    #expect(try engine.watermarks("Write") == [100, 100])
  }

  @Test("A block of several windows holds the watermark at the earliest of their ends")
  func aBlockHoldsItsEarliestWindow() throws {
    let engine = TestEngine(Plans.readAndWrite())
    try engine.split(1)
    let read = try engine.bundle()
    let contexts = [50, 20, 40].map { WindowContext(windows: [Window(start: 0, end: $0)]) }
    let block = Make.block([[1], [2], [3]], times: [Self.later, 60, Self.later], contexts: contexts)
    engine.commit(read, [.elements([block])])
    #expect(try engine.watermarks("Write") == [19, 19])
  }

  @Test("A restriction holds the watermark at the end of its window, before its first bundle and after it")
  func restrictionsHoldTheirWindow() throws {
    let engine = TestEngine(Plans.readAndWrite())
    let split = try engine.bundle()
    let block = Make.block([[1]], time: Self.later, context: WindowContext(windows: [Self.window]))
    engine.commit(split, [.elements([block])])
    #expect(try engine.watermarks("Read") == [19, 19])
    let first = try engine.bundle()
    engine.commit(first, left: [try first.residual(100)])
    #expect(try engine.watermarks("Read") == [EventTime.max, 19])
    let second = try engine.bundle()
    #expect(try second.restriction.watermark == 100)
    engine.commit(second, left: [try second.residual(EventTime.max)])
    #expect(try engine.watermarks("Read") == [EventTime.max, 19])
    engine.commit(try engine.bundle())
    #expect(engine.progress == .finished)
  }

  @Test("The last timestamp of all holds the global window open")
  func theEndOfTimeHoldsTheGlobalWindow() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values)))
    try engine.split(1)
    let read = try engine.bundle()
    let block = Make.records([(key: [1], value: [1])], window: .global, minTime: EventTime.max)
    engine.commit(read, [.records([block])])
    #expect(try engine.watermarks("Group") == [EventTime.endOfGlobalWindow, EventTime.endOfGlobalWindow])
    try engine.group()
    #expect(try engine.status("Group").late.dropped == 0)
    #expect(try engine.group().elementsOut == 1)
  }

  @Test("The input watermark of a stage is the lowest output watermark of its producers")
  func severalProducers() throws {
    let engine = TestEngine(Plans.diamond())
    let read = try engine.bundle()
    engine.commit(
      read,
      [.elements([Make.block([[1]], time: 10)]), .elements([Make.block([[2]], time: 20)])])
    #expect(try engine.watermarks("Write") == [10, 10])
    let tasks = try [engine.bundle(), engine.bundle()]
    for task in tasks where task.stage == StageID(2) { engine.commit(task, [.elements([])]) }
    #expect(try engine.watermarks("Write") == [20, 20])
  }
}

/// All orders of some values.
func permutations<Value>(_ values: [Value]) -> [[Value]] {
  guard values.count > 1 else { return [values] }
  return values.indices.flatMap { index in
    var rest = values
    let first = rest.remove(at: index)
    return permutations(rest).map { [first] + $0 }
  }
}
