import JoistPlan

/// The grouping of one key group of one stage: its windows and what they hold. Here the work per record is done.
///
/// A machine is held either by the coordinator or, while one of its units runs, by the task that runs it. Its properties, like
/// those of its tables, are `@exclusivity(unchecked)`: one thread has it, and nothing that it calls comes back to it.
// Sendable: the coordinator, which is not copyable, takes the machine out of its own state when it hands out a unit and
// puts it back when the unit is committed; so one thread at a time has it, and the hand-over goes through the lock of
// whoever calls the coordinator.
final class KeyGroupMachine: @unchecked Sendable {
  /// The number of the key group.
  let keyGroup: Int
  private let grouping: Grouping
  private let seed: UInt64
  /// One table per live window, in the engine's order of windows.
  @exclusivity(unchecked) private var tables: [WindowTable] = []
  /// Tables of windows that are gone, and what others held that have shown it, for the next ones.
  @exclusivity(unchecked) private var spare: [WindowTable] = []
  @exclusivity(unchecked) private var spareContents: [GroupContent] = []
  /// Bytes that are kept for later windows, about.
  private static let mostSpare = 64 << 10

  /// Makes the machine of a key group.
  init(keyGroup: Int, grouping: Grouping, seed: UInt64) {
    self.keyGroup = keyGroup
    self.grouping = grouping
    self.seed = seed
  }

  /// The memory that live windows take, in bytes: the sum of what `account` last saw of each.
  @exclusivity(unchecked) private(set) var tableMemory = 0

  /// The memory kept for later windows, in bytes.
  var spareMemory: Int { spare.reduce(0) { $0 + $1.memory } + spareContents.reduce(0) { $0 + $1.memory } }

  /// Gives back the memory kept for later windows.
  func trim() {
    spare = []
    spareContents = []
  }

  /// Does the work of a unit, in this order: on-time panes, records, late panes, expiry.
  func perform(
    _ unit: GroupUnit, lane: Int, scratch: RecordScratch, into writer: PaneWriter,
    makeStore: () throws -> any CombineStore
  ) throws {
    for window in unit.fire {
      let place = place(of: window)
      guard place < tables.count, tables[place].window == window else { continue }
      try tables[place].fireOnTime(grouping, lane: lane, into: writer)
      if grouping.accumulation == .discarding { keep(tables[place].takeContent()) }
      account(for: tables[place])
    }
    if grouping.allowedLateness == 0 { retire { $0.hasFired } }
    var late: [WindowTable] = []
    for block in unit.insert {
      let table = table(of: block.window)
      if block.window.isPassed(by: unit.inputWatermark) {
        try table.insertLate(block, scratch, grouping, seed: seed) { try makeContent(makeStore) }
        if !late.contains(where: { $0 === table }) { late.append(table) }
      } else {
        try table.insert(block, scratch) { try makeContent(makeStore) }
      }
      account(for: table)
    }
    for table in late {
      try table.fireLate(lane: lane, into: writer)
      account(for: table)
    }
    if !unit.expire.isEmpty {
      retire { $0.window.isExpired(at: unit.inputWatermark, allowedLateness: grouping.allowedLateness) }
    }
  }

  private func place(of window: Window) -> Int {
    var low = 0
    var high = tables.count
    while low < high {
      let middle = (low + high) / 2
      if Window.precedes(tables[middle].window, window) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func table(of window: Window) -> WindowTable {
    if let last = tables.last, last.window == window { return last }
    let place = place(of: window)
    if place < tables.count && tables[place].window == window { return tables[place] }
    let table: WindowTable
    if let used = spare.popLast() {
      used.reset(for: window)
      table = used
    } else {
      table = WindowTable(window: window, seed: seed)
    }
    tables.insert(table, at: place)
    return table
  }

  private func makeContent(_ makeStore: () throws -> any CombineStore) throws -> GroupContent {
    if let used = spareContents.popLast() { return used }
    switch grouping.content {
    case .values: return .values(ValueLists())
    case .accumulators: return .accumulators(try makeStore())
    }
  }

  /// Notes how a table's memory has changed.
  private func account(for table: WindowTable) {
    let memory = table.memory
    tableMemory += memory - table.accountedMemory
    table.accountedMemory = memory
  }

  /// Keeps what a window has shown for the next one.
  private func keep(_ content: GroupContent?) {
    if let content, spareMemory < Self.mostSpare { spareContents.append(content) }
  }

  /// Lets the tables at the front go that are done with: windows end in the order in which they stand.
  private func retire(_ isGone: (WindowTable) -> Bool) {
    let count = tables.firstIndex { !isGone($0) } ?? tables.count
    for table in tables[..<count] {
      tableMemory -= table.accountedMemory
      table.accountedMemory = 0
      keep(table.takeContent())
      if spareMemory < Self.mostSpare { spare.append(table) }
    }
    tables.removeFirst(count)
  }
}
