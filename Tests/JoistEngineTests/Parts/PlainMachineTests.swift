import EngineReference
import JoistPlan
import Testing

@testable import JoistEngine

/// The machine of a key group by itself.
@Suite struct PlainMachineTests {
  /// A machine with what a task gives it.
  private struct Driver {
    let machine: PlainMachine
    var answer = GroupAnswer(changes: GroupChanges(inserted: [], inputWatermark: 0, processingTime: 0))
    /// What was fired: key and content as bytes, with window and pane.
    var fired: [Fired] = []
    /// Bytes of each block that was fired.
    var blockBytes: [Int] = []
    private let width: Int
    /// The sum of each accumulator's `add` calls so far.
    let stores = Stores()

    struct Fired: Hashable {
      var element: [UInt8]
      var window: Window
      var pane: Pane
    }

    final class Stores {
      var all: [CountedAdds] = []
    }

    init(_ grouping: Grouping, usesSlices: Bool = true, width: Int = 0) {
      self.width = width
      machine = PlainMachine(keyGroup: 0, grouping: grouping, seed: 5, usesSlices: usesSlices)
    }

    mutating func advance(to watermark: Int64, _ blocks: RecordBlock...) throws {
      try perform(blocks, watermark)
    }

    mutating func perform(_ blocks: [RecordBlock], _ watermark: Int64) throws {
      let (stores, width) = (stores, width)
      let work = GroupWork(
        makeStore: {
          let store = CountedAdds(width: width)
          stores.all.append(store)
          return store
        }, mayRetry: { throw $0 })
      answer = try machine.perform(
        GroupUnit(machine: machine, insert: blocks, inputWatermark: watermark, processingTime: 0), work)
      for block in work.writer.finish().flatMap(\.blocks) {
        blockBytes.append(block.memory)
        for index in 0..<block.count {
          let context = block.context(index)
          fired.append(Fired(element: Array(block[index]), window: context.windows[0], pane: context.pane))
        }
      }
    }
  }

  /// A store that counts records, and how often it was asked to add one or to merge.
  final class CountedAdds: CombineStore {
    private let store = CountingStore()
    private(set) var adds = 0
    private(set) var merges = 0
    /// Bytes that each accumulator takes more than its count.
    private let width: Int

    init(width: Int) { self.width = width }

    func add(
      values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int,
      kind: RecordSegment.Values
    ) throws {
      adds += count
      try store.add(values: values, slots: slots, count: count, kind: kind)
    }
    func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count: Int) throws {
      merges += count
      try store.merge(sources: sources, into: targets, count: count)
    }
    func clear(slots: UnsafeBufferPointer<UInt32>) { store.clear(slots: slots) }
    func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws { try store.emit(keys: keys, into: builder) }
    func emit(
      slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
      into builder: ElementBlockBuilder
    ) throws {
      if width == 0 { return try store.emit(slots: slots, numbers: numbers, keys: keys, into: builder) }
      for _ in slots {
        builder.append(Array(repeating: 0, count: width), count: width)
        builder.endElement()
      }
    }
    func reset() { store.reset() }
    var memory: Int { store.memory }
  }

  private func block(_ keys: [UInt8], _ windows: [Window], minTime: Int64 = 0) -> RecordBlock {
    Make.records(keys.map { (key: [$0], value: [1]) }, context: WindowContext(windows: windows), minTime: minTime)
  }

  /// Windows of six periods of 10 that hold a timestamp.
  private func sliding(at time: Int64) -> [Window] {
    let last = time - time % 10
    return (0..<6).reversed().map { Window(start: last - $0 * 10, end: last - $0 * 10 + 60) }
  }

  @Test("Windows with the same interval and different encodings are different windows")
  func encodedWindows() throws {
    var driver = Driver(Grouping(content: .accumulators))
    let custom = (1...3).map { Window(start: 0, end: 10, encoded: [UInt8($0)]) }
    try driver.advance(to: 0, block([7], [custom[2]]), block([7, 7], [custom[0]]), block([7], [custom[1]]))
    #expect(driver.answer.windows == 3 && driver.answer.hold == 9)
    try driver.advance(to: 10)
    #expect(Set(driver.fired.map(\.window)) == Set(custom))
    #expect(driver.fired.first { $0.window == custom[0] }?.element == [7, 2])
    #expect(driver.answer.windows == 0 && driver.answer.hold == nil && driver.answer.nextEventTime == nil)
  }

  @Test("A machine answers where it holds the watermark, and when it must be called next")
  func answers() throws {
    var driver = Driver(Grouping(content: .values, allowedLateness: 100))
    try driver.advance(to: 0, block([1], [Window(start: 0, end: 10)]), block([1], [Window(start: 10, end: 20)]))
    #expect(driver.answer.hold == 9 && driver.answer.nextEventTime == 10)
    try driver.advance(to: 15)
    #expect(driver.answer.hold == 19 && driver.answer.nextEventTime == 20)
    try driver.advance(to: 20)
    // From here on only the windows' expiry is left.
    #expect(driver.answer.hold == nil && driver.answer.nextEventTime == 110 && driver.answer.windows == 2)
    try driver.advance(to: 110)
    #expect(driver.answer.expired == 1 && driver.answer.nextEventTime == 120)
    try driver.advance(to: EventTime.max)
    #expect(driver.answer.expired == 1 && driver.answer.windows == 0 && driver.answer.memory.tables == 0)
  }

  @Test("Elements of the same sliding windows are combined once for all of them")
  func slicesAddOnce() throws {
    for usesSlices in [true, false] {
      var driver = Driver(Grouping(content: .accumulators), usesSlices: usesSlices)
      for time in stride(from: Int64(0), to: 200, by: 10) {
        try driver.advance(to: time, block([1, 2, 1], sliding(at: time), minTime: time))
      }
      try driver.advance(to: EventTime.max)
      #expect(driver.stores.all.reduce(0) { $0 + $1.adds } == (usesSlices ? 60 : 360))
      // 25 windows hold something, each two keys; six slices fill a window.
      #expect(driver.fired.count == 50)
      #expect(
        driver.fired.filter { $0.window.start == 60 }.map(\.element).sorted { $0[0] < $1[0] } == [[1, 12], [2, 6]])
      #expect(driver.answer.windows == 0 && driver.answer.memory.tables == 0)
    }
  }

  @Test("A window of many slices costs as many merges as one of few")
  func slicesAreStacked() throws {
    for slices in [20, 100] {
      var driver = Driver(Grouping(content: .accumulators))
      let size = Int64(slices) * 10
      for time in stride(from: Int64(0), to: 10_000, by: 10) {
        let windows = (0..<Int64(slices)).reversed().map { Window(start: time - $0 * 10, end: time - $0 * 10 + size) }
        try driver.advance(to: time, block([1, 2, 3], windows, minTime: time))
      }
      try driver.advance(to: EventTime.max)
      #expect(driver.fired.count == (1000 + slices - 1) * 3)
      #expect(driver.fired.allSatisfy { $0.element[1] <= slices })
      // One for the newer stack, one for the older, two for the sum; the first windows are summed slice by slice.
      #expect(driver.stores.all.reduce(0) { $0 + $1.merges } < 1000 * 3 * 5)
      #expect(driver.answer.windows == 0 && driver.answer.memory.tables == 0)
    }
  }

  @Test("Slices that share few keys are not stacked")
  func thinSlicesAreNotStacked() throws {
    var driver = Driver(Grouping(content: .accumulators))
    for time in stride(from: Int64(0), to: 3_000, by: 10) {
      let windows = (0..<Int64(50)).reversed().map { Window(start: time - $0 * 10, end: time - $0 * 10 + 500) }
      try driver.advance(to: time, block([UInt8(time / 10 % 200)], windows, minTime: time))
      #expect(driver.machine.slices.stacks == nil)
    }
    try driver.advance(to: EventTime.max)
    #expect(driver.fired.count == 300 * 50)
  }

  @Test("Slices give the same panes as single windows", arguments: 1...80)
  func slicesAgainstWindows(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let isLong = seed % 2 == 0
    let size = Int64(dice.number(in: isLong ? 40...200 : 1...70))
    let period = Int64(dice.number(in: isLong ? 1...9 : 1...30))
    let offset = Int64(dice.number(in: 0...29)) % period
    let last = EventTime.endOfGlobalWindow
    let first = [-300, 0, last - 200][dice.number(in: 0...2)]
    func windows(at time: Int64) -> [Window] {
      var start = time - ((time - offset) % period + period) % period
      var found: [Window] = []
      while start > time - size {
        found.insert(Window(start: start, end: min(start + size, last + 1)), at: 0)
        start -= period
      }
      return found
    }
    var sliced = Driver(Grouping(content: .accumulators))
    var plain = Driver(Grouping(content: .accumulators), usesSlices: false)
    var watermark = first - 50
    var wereStacked = false
    for _ in 0..<(isLong ? 150 : 60) {
      let blocks = (0..<dice.number(in: 0...3)).map { _ in
        let time = min(watermark + Int64(dice.number(in: -40...60)), last)
        let count = dice.number(in: 1...(isLong ? 12 : 60))
        return block((0..<count).map { _ in UInt8(dice.number(in: 0...9)) }, windows(at: time))
      }
      try sliced.perform(blocks, watermark)
      try plain.perform(blocks, watermark)
      #expect(sliced.answer.hold == plain.answer.hold && sliced.answer.nextEventTime == plain.answer.nextEventTime)
      #expect(sliced.answer.late.dropped == plain.answer.late.dropped)
      wereStacked = wereStacked || sliced.machine.slices.stacks != nil
      watermark += Int64(dice.number(in: 0...12))
    }
    try sliced.advance(to: EventTime.max)
    try plain.advance(to: EventTime.max)
    func order(_ fired: [Driver.Fired]) -> [[Int64]] {
      fired.map { [$0.window.end, $0.window.start] + $0.element.map(Int64.init) }.sorted {
        $0.lexicographicallyPrecedes($1)
      }
    }
    #expect(order(sliced.fired) == order(plain.fired) && !plain.fired.isEmpty)
    if isLong && first < last - 200 { #expect(wereStacked) }
    #expect(sliced.answer.windows == 0 && sliced.answer.memory.tables == 0)
  }

  @Test("A record that is late for some of its sliding windows is in the others", arguments: [true, false])
  func partlyLate(usesSlices: Bool) throws {
    var driver = Driver(Grouping(content: .accumulators), usesSlices: usesSlices)
    try driver.advance(to: 0, block([1], sliding(at: 50)))
    try driver.advance(to: 75, block([1], sliding(at: 50)))
    #expect(driver.answer.late.dropped == 2)
    try driver.advance(to: EventTime.max)
    #expect(driver.fired.map(\.element) == [[1, 1], [1, 1], [1, 2], [1, 2], [1, 2], [1, 2]])
  }

  @Test(
    "Memory follows the windows that are held, not those that were seen",
    arguments: [Grouping.Content.values, .accumulators])
  func manyWindows(content: Grouping.Content) throws {
    var driver = Driver(Grouping(content: content))
    var largest = 0
    for round in 0..<Int64(2000) {
      // Ten windows that no other element is in, of keys that come once.
      let blocks = (0..<Int64(10)).map { number in
        let start = round * 10 + number
        return Make.records(
          [(key: withUnsafeBytes(of: start) { Array($0) }, value: [1])],
          context: WindowContext(windows: [Window(start: start, end: start + 30)]), minTime: start)
      }
      try driver.perform(blocks, round * 10)
      if round == 20 { largest = driver.answer.memory.tables }
    }
    #expect(driver.fired.count > 19_000)
    #expect(driver.answer.windows <= 50)
    // Keys stay until they are half of all.
    #expect(driver.answer.memory.tables < largest * 2 + 64_000)
  }

  @Test("Late panes of many windows take time in proportion to their number", .timeLimit(.minutes(1)))
  func manyLateWindows() throws {
    var driver = Driver(Grouping(content: .values, allowedLateness: 10_000_000))
    let windows = (0..<Int64(60_000)).map { Window(start: $0 * 10, end: $0 * 10 + 10) }
    try driver.perform(windows.map { block([1, 2], [$0]) }, 5_000_000)
    #expect(driver.fired.map(\.window) == windows.flatMap { [$0, $0] })
    #expect(driver.fired.allSatisfy { $0.pane.timing == .late && $0.pane.index == 0 })
  }

  @Test("Late panes come by window, in the order of their first late record, then by pane")
  func orderOfLatePanes() throws {
    var driver = Driver(Grouping(content: .values, allowedLateness: 1000))
    let (early, later) = (Window(start: 0, end: 10), Window(start: 10, end: 20))
    try driver.advance(to: 0, block([1], [early]), block([2], [later]))
    try driver.advance(to: 20)
    driver.fired = []
    try driver.advance(to: 20, block([2, 3], [later]), block([4, 1], [early]), block([4], [later]))
    #expect(driver.fired.map(\.window) == [later, later, later, early, early])
    #expect(driver.fired.map(\.pane.index) == [0, 0, 1, 0, 1])
    #expect(driver.fired.map(\.element[0]) == [3, 4, 2, 4, 1])
  }

  @Test("Blocks of many small windows stay near their limit, however large the accumulators are")
  func largeAccumulators() throws {
    var driver = Driver(Grouping(content: .accumulators), width: 8 << 10)
    let windows = (0..<Int64(1000)).map { Window(start: $0 * 10, end: $0 * 10 + 10) }
    try driver.perform(windows.map { block([1], [$0]) }, 0)
    try driver.advance(to: EventTime.max)
    #expect(driver.fired.map(\.window) == windows)
    #expect(driver.blockBytes.allSatisfy { $0 < 4 * PaneWriter.blockBytes })
  }

  @Test("A pane without elements leaves no trace in its block")
  func emptyPane() {
    let builder = ElementBlockBuilder()
    builder.endRun(window: Window(start: 0, end: 10), pane: .none, time: 9, at: builder.count)
    builder.endElement()
    builder.endRun(window: Window(start: 10, end: 20), pane: .none, time: 19, at: builder.count)
    let block = builder.takeBlock()
    #expect(block.context(0).windows == [Window(start: 10, end: 20)])
    #expect(block.contexts.count == 1 && block.hold == 19)
  }

  @Test("Slices that end out of order count as windows until the last is removed")
  func windowsOfSlices() {
    var slices = WindowSlices()
    let windows = (0..<Int64(4)).map { Window(start: $0 * 10, end: $0 * 10 + 40) }
    for (number, set) in [windows, [windows[1]]].enumerated() {
      let isAccepted = slices.accepts(set)
      #expect(isAccepted)
      _ = slices.chain(of: set, at: 0) { UInt32(number) }
    }
    for window in windows {
      #expect(slices.windowCount > 0)
      let due = slices.popDue(at: EventTime.max)
      #expect(due?.window == window)
      _ = slices.popFinished()
    }
    #expect(slices.isEmpty && slices.windowCount == 0)
  }

  @Test("The memory of a block counts its windows")
  func windowsInMemory() {
    let windows = (0..<Int64(1000)).map { Window(start: $0, end: $0 + 1000) }
    let records = block([1], windows).memory - block([1], [windows[0]]).memory
    func elements(_ windows: [Window]) -> Int { Make.block([[1]], context: WindowContext(windows: windows)).memory }
    for difference in [records, elements(windows) - elements([windows[0]])] {
      #expect(difference >= 999 * 24 && difference < 999 * 48)
    }
  }

  @Test("A seed spreads windows that were chosen to collide")
  func hostileWindows() {
    func home(_ number: Int64, _ seed: UInt64) -> Int { LiveWindows.hash(number * 10, number * 10 + 10, seed) & 1023 }
    let hostile = (0..<Int64(200_000)).filter { home($0, 0) == 0 }
    #expect(hostile.count > 100)
    #expect(Set(hostile.map { home($0, 0x1234_5678_9ABC_DEF0) }).count > hostile.count / 3)
  }

  @Test("Another machine that performs all changes reaches the same state", arguments: 1...10)
  func changesReplay(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let grouping = Grouping(
      content: dice.chance(50) ? .values : .accumulators, allowedLateness: dice.chance(50) ? 30 : 0,
      accumulation: dice.chance(50) ? .discarding : .accumulating)
    var first = Driver(grouping)
    var changes: [GroupChanges] = []
    var watermark: Int64 = 0
    for _ in 0..<40 {
      let blocks = (0..<dice.number(in: 0...4)).map { _ in
        let time = watermark + Int64(dice.number(in: -20...100))
        let window = Window(start: time - time % 20, end: time - time % 20 + 20)
        return block(
          (0..<dice.number(in: 1...60)).map { _ in UInt8(dice.number(in: 0...9)) },
          dice.chance(50) ? sliding(at: abs(time)) : [window], minTime: time)
      }
      try first.perform(blocks, watermark)
      changes.append(first.answer.changes)
      watermark += Int64(dice.number(in: 0...15))
    }
    var second = Driver(grouping)
    for change in changes { try second.perform(change.inserted, change.inputWatermark) }
    #expect(second.fired == first.fired)
    try first.advance(to: EventTime.max)
    try second.advance(to: EventTime.max)
    #expect(second.fired == first.fired && !first.fired.isEmpty)
  }
}
