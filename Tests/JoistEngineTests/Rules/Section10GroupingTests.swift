import JoistEngine
import JoistPlan
import Testing

/// §10 and §12: plain grouping, late panes, and what partials count.
@Suite struct Section10GroupingTests {
  private static let window = Window(start: 10, end: 20)

  /// One line per element fired: key, values, pane.
  private func fired(_ result: GroupResult) -> [String] {
    result.outputs.flatMap(\.blocks).flatMap { block in
      (0..<block.count).map { index in
        let element = block.elements[index]
        let pane = block.context(index).pane
        return "key \(element[0]) values \(element[5...].map { Int($0) }) \(pane.timing) \(pane.index)"
          + (pane.isFirst ? " first" : "") + (pane.isLast ? " last" : "")
      }
    }
  }

  /// An engine whose source stands at a watermark.
  private func engine(_ grouping: Grouping, at watermark: Int64, largeTables: Int = 4 << 20) throws -> TestEngine {
    let options = EngineOptions(largeTables: largeTables, keepsLog: true)
    let engine = TestEngine(Plans.readAndGroup(grouping), options)
    try engine.split(1)
    try engine.begin(1, watermark: watermark)
    return engine
  }

  /// Reads records of a window, and leaves the source at a watermark.
  private func read(
    _ engine: TestEngine, _ records: [(key: UInt8, value: UInt8)], in window: Window = Self.window,
    then watermark: Int64
  ) throws {
    let task = try engine.bundle()
    let blocks = records.map {
      Make.records([(key: [$0.key], value: [$0.value])], window: window, minTime: window.start)
    }
    engine.commit(task, [.records(blocks)], left: [try task.residual(watermark)])
  }

  /// Runs what the sink was given.
  private func write(_ engine: TestEngine) throws {
    let task = try engine.bundle()
    #expect(task.stage == StageID(4))
    engine.commit(task)
  }

  @Test("Records for large tables wait while there is more to read, and hold no watermark back")
  func recordsForLargeTablesWait() throws {
    let engine = try engine(Grouping(content: .values), at: 10, largeTables: 0)
    try read(engine, (0..<2000).map { _ in (key: 1, value: 7) }, then: 10)
    // The table is empty: nothing waits.
    try engine.group()
    try read(engine, [(key: 1, value: 8)], then: 10)
    try read(engine, [(key: 1, value: 9)], then: 10)
    let last = try engine.bundle()
    engine.commit(last, left: [try last.residual(10, resume: .after(milliseconds: 100))])
    // Nothing is left to read.
    try engine.group()
    engine.now = 100
    try read(engine, [(key: 1, value: 10)], then: 20)
    // They hold the watermark now.
    try engine.group()
    let fired = fired(try engine.group())
    #expect(fired == ["key 1 values \(Array(repeating: 7, count: 2000) + [8, 9, 10]) onTime 0 first last"])
  }

  @Test("A pane has keys in the order of their first record, and values in the order of theirs")
  func orderOfKeys() throws {
    let engine = try engine(Grouping(content: .values), at: 10)
    let task = try engine.bundle()
    let sameGroup = sameKeyGroup(3)
    let records = [2, 0, 1, 0, 2].enumerated().map { (key: sameGroup[$0.element], value: [UInt8($0.offset)]) }
    engine.commit(
      task, [.records([Make.records(records, window: Self.window, minTime: 12)])], left: [try task.residual(20)])
    try engine.group()
    let result = try engine.group()
    let elements = result.outputs.flatMap(\.blocks).flatMap(\.elements)
    #expect(
      elements == [
        sameGroup[2] + [0, 0, 0, 2, 0, 4], sameGroup[0] + [0, 0, 0, 2, 1, 3], sameGroup[1] + [0, 0, 0, 1, 2],
      ])
  }

  @Test("A window fires once the watermark has passed its end")
  func firing() throws {
    let engine = try engine(Grouping(content: .values), at: 10)
    try read(engine, [(key: 1, value: 5)], then: 19)
    try engine.group()
    try read(engine, [], then: 20)
    #expect(fired(try engine.group()) == ["key 1 values [5] onTime 0 first last"])
    #expect(try engine.status("Group").heldWindows == 0)
  }

  @Test("Without allowed lateness, late records are dropped and counted")
  func droppedRecords() throws {
    let engine = try engine(Grouping(content: .values), at: 10)
    try read(engine, [(key: 1, value: 5)], then: 20)
    try engine.group()
    #expect(fired(try engine.group()) == ["key 1 values [5] onTime 0 first last"])
    try write(engine)
    try read(engine, [(key: 1, value: 6), (key: 2, value: 7)], then: 30)
    #expect(fired(try engine.group()) == [])
    #expect(try engine.status("Group").late.dropped == 2)
  }

  @Test("A dropped partial accumulator counts as the elements that it combines")
  func droppedPartial() throws {
    let engine = try engine(Grouping(content: .accumulators), at: 100)
    let task = try engine.bundle()
    let partial = Make.records(
      [(key: [1], value: [5])], window: Self.window, minTime: 12, values: .partials, elementCount: 17)
    engine.commit(task, [.records([partial])], left: [try task.residual(110)])
    try engine.group()
    #expect(try engine.status("Group").late.dropped == 17)
  }

  @Test("Late elements are counted, dropped or not, with the largest lateness")
  func latenessIsCounted() throws {
    let engine = try engine(Grouping(content: .values, allowedLateness: 10), at: 10)
    try read(engine, [(key: 1, value: 5)], then: 20)
    try engine.group()
    #expect(try engine.status("Group").late.count == 0)
    try engine.group()
    try write(engine)
    // The window ends at 19. It accepts late elements until 29.
    try read(engine, [(key: 1, value: 6), (key: 1, value: 7)], then: 27)
    try engine.group()
    try write(engine)
    let accepted = try engine.status("Group").late
    #expect([accepted.count, accepted.dropped, Int(accepted.largestLatenessMillis)] == [2, 0, 1])
    try read(engine, [(key: 1, value: 8)], then: 500)
    try engine.group()
    try write(engine)
    #expect(try engine.status("Group").late.largestLatenessMillis == 8)
    try engine.group()
    try read(engine, [(key: 1, value: 9)], then: 501)
    try engine.group()
    let all = try engine.status("Group").late
    #expect([all.count, all.dropped, Int(all.largestLatenessMillis)] == [4, 1, 481])
  }

  @Test("Discarding late panes have only new elements")
  func discardingPanes() throws {
    let engine = try engine(Grouping(content: .values, allowedLateness: 100, accumulation: .discarding), at: 10)
    try read(engine, [(key: 1, value: 5), (key: 2, value: 6)], then: 20)
    try engine.group()
    #expect(
      fired(try engine.group()).sorted() == ["key 1 values [5] onTime 0 first", "key 2 values [6] onTime 0 first"])
    try write(engine)
    try read(engine, [(key: 1, value: 7), (key: 3, value: 8), (key: 1, value: 9)], then: 20)
    #expect(
      fired(try engine.group()).sorted() == ["key 1 values [7, 9] late 1", "key 3 values [8] late 0 first"])
    try write(engine)
    try read(engine, [(key: 1, value: 1), (key: 2, value: 2), (key: 3, value: 3)], then: 20)
    #expect(
      fired(try engine.group()).sorted()
        == ["key 1 values [1] late 2", "key 2 values [2] late 1", "key 3 values [3] late 1"])
  }

  @Test("Accumulating late panes have all elements so far")
  func accumulatingPanes() throws {
    let engine = try engine(Grouping(content: .values, allowedLateness: 100, accumulation: .accumulating), at: 10)
    try read(engine, [(key: 1, value: 5), (key: 2, value: 6)], then: 20)
    try engine.group()
    #expect(
      fired(try engine.group()).sorted() == ["key 1 values [5] onTime 0 first", "key 2 values [6] onTime 0 first"])
    try write(engine)
    try read(engine, [(key: 1, value: 7), (key: 3, value: 8)], then: 20)
    #expect(
      fired(try engine.group()).sorted() == ["key 1 values [5, 7] late 1", "key 3 values [8] late 0 first"])
    try write(engine)
    try read(engine, [(key: 3, value: 9)], then: 20)
    #expect(fired(try engine.group()) == ["key 3 values [8, 9] late 1"])
  }

  @Test("Late records are accepted until the window expires")
  func expiredWindow() throws {
    let engine = try engine(Grouping(content: .values, allowedLateness: 10), at: 10)
    try read(engine, [(key: 1, value: 5)], then: 29)
    try engine.group()
    #expect(fired(try engine.group()) == ["key 1 values [5] onTime 0 first"])
    try write(engine)
    // 19 + 10: the last moment.
    try read(engine, [(key: 1, value: 6)], then: 30)
    #expect(fired(try engine.group()) == ["key 1 values [6] late 1"])
    #expect(try engine.status("Group").heldWindows == 1)
    try write(engine)
    // Expiry lets the window go, and a record that comes now is dropped.
    #expect(fired(try engine.group()) == [])
    #expect(try engine.status("Group").heldWindows == 0)
    try read(engine, [(key: 1, value: 7)], then: 40)
    #expect(fired(try engine.group()) == [])
    #expect(try engine.status("Group").late.dropped == 1)
  }

  /// The window is passed while a late record of it already waits: one task fires both panes, the on-time one first.
  @Test("The on-time pane comes before a late one of the same task")
  func paneOrder() throws {
    let engine = TestEngine(
      Plans.readAndGroup(Grouping(content: .values, allowedLateness: 100)), EngineOptions(parallelism: 2))
    try engine.split(2)
    try engine.begin(2, watermark: 10)
    let first = try engine.bundle()
    let second = try engine.bundle()
    let record = Make.records([(key: [1], value: [5])], window: Self.window, minTime: 12)
    engine.commit(first, [.records([record])], left: [try first.residual(50)])
    try engine.group()
    let late = Make.records([(key: [1], value: [6])], window: Self.window, minTime: 12)
    let third = try engine.bundle()
    engine.commit(second, left: [try second.residual(20)])
    engine.commit(third, [.records([late])], left: [try third.residual(60)])
    #expect(fired(try engine.group()) == ["key 1 values [5] onTime 0 first", "key 1 values [6] late 1"])
  }

  @Test("Later windows reuse the tables of fired ones")
  func reusedTables() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .accumulators)))
    try engine.split(1)
    var made = 0
    var step: Int64 = 0
    try engine.run(makeStore: {
      made += 1
      return CountingStore()
    }) { stage, task in
      guard stage == "Read" else { return ([], []) }
      step += 1
      let record = Make.records(
        [(key: [1], value: [1])], window: Window(start: step * 10, end: step * 10 + 10), minTime: step * 10)
      return ([.records([record])], step < 50 ? [try task.residual(step * 10 + 10)] : [])
    }
    #expect(engine.progress == .finished)
    #expect(made <= 2)
  }

  @Test("Memory does not grow with the number of windows that have expired")
  func memoryOfWindows() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values, allowedLateness: 20)))
    try engine.split(1)
    var step: Int64 = 0
    var most = 0
    var mostEarly = 0
    try engine.run { stage, task in
      let bytes = engine.coordinator.memory().reduce(0) { $0 + $1.bytes }
      most = max(most, bytes)
      if step < 20 { mostEarly = most }
      guard stage == "Read" else { return ([], []) }
      step += 1
      let record = Make.records(
        [(key: [1], value: [1])], window: Window(start: step * 10, end: step * 10 + 10), minTime: step * 10)
      return ([.records([record])], step < 500 ? [try task.residual(step * 10 + 10)] : [])
    }
    #expect(most <= mostEarly)
  }

  /// A window that waits for late records keeps its keys, and not the values that it has shown.
  @Test("Values that a discarding pane has shown take no more memory")
  func shownValues() throws {
    let engine = TestEngine(Plans.readAndGroup(Grouping(content: .values, allowedLateness: 1_000_000)))
    try engine.split(1)
    var step: Int64 = 0
    try engine.run { stage, task in
      guard stage == "Read" else { return ([], []) }
      step += 1
      let record = Make.records(
        [(key: [1], value: Array(repeating: 1, count: 10_000))], window: Window(start: step * 10, end: step * 10 + 10),
        minTime: step * 10)
      let left = try task.residual(step * 10 + 10, resume: step < 100 ? .now : .after(milliseconds: 1))
      return ([.records([record])], [left])
    }
    #expect(try engine.status("Group").heldWindows == 100)
    #expect(try engine.status("Group").tableBytes < 400_000)
  }

  @Test("An error of the store fails the task")
  func throwingStore() throws {
    let engine = try engine(Grouping(content: .accumulators), at: 10)
    try read(engine, [(key: 1, value: 5)], then: 20)
    #expect(throws: Unexpected.self) { try engine.group { throw Unexpected("no store today") } }
  }

  /// Keys of one key group.
  private func sameKeyGroup(_ count: Int) -> [[UInt8]] {
    let group = Plan.keyGroup(ofHash: Make.hash([0]))
    var keys: [[UInt8]] = []
    for first in UInt8(0)...255 {
      for second in UInt8(0)...255 where Plan.keyGroup(ofHash: Make.hash([first, second])) == group {
        keys.append([first, second])
        if keys.count == count { return keys }
      }
    }
    return keys
  }
}

/// A store that counts records.
final class CountingStore: CombineStore {
  private var counts: [UInt8] = []

  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordSegment.Values
  ) throws {
    for index in 0..<count {
      let slot = Int(slots[index])
      if slot == counts.count { counts.append(0) }
      counts[slot] += 1
    }
  }

  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    for slot in 0..<keys.count {
      builder.append(keys.bytes + keys.offsets[slot], count: keys.offsets[slot + 1] - keys.offsets[slot])
      builder.append([counts[slot]], count: 1)
      builder.endElement()
    }
  }

  func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count: Int) throws {
    for index in 0..<count {
      if Int(targets[index]) == counts.count { counts.append(0) }
      counts[Int(targets[index])] += counts[Int(sources[index])]
    }
  }

  func clear(slots: UnsafeBufferPointer<UInt32>) {
    for slot in slots.map(Int.init) {
      if slot == counts.count { counts.append(0) } else { counts[slot] = 0 }
    }
  }

  func emit(
    slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
    into builder: ElementBlockBuilder
  ) throws {
    for (index, slot) in slots.enumerated() {
      let key = Int(numbers[index])
      builder.append(keys.bytes + keys.offsets[key], count: keys.offsets[key + 1] - keys.offsets[key])
      builder.append([counts[Int(slot)]], count: 1)
      builder.endElement()
    }
  }

  func reset() { counts = [] }

  var memory: Int { counts.count }
}
