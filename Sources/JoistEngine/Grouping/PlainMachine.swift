import JoistPlan

/// The plain grouping of one key group: windows that do not merge, under the default trigger. A window fires when the
/// watermark passes its end, and again for late records until its expiry.
///
/// A window that gets many records at once has a table of its own. All others share one, in which a record is found by its
/// window and key. Sliding windows that are combined are kept in slices.
// Sendable: one thread at a time has a machine; see `GroupMachine`. Its properties are `@exclusivity(unchecked)`: nothing
// that it calls comes back to it.
final class PlainMachine: GroupMachine, @unchecked Sendable {
  let keyGroup: Int
  let grouping: Grouping
  private let seed: UInt64
  let usesSlices: Bool
  @exclusivity(unchecked) var windows: LiveWindows
  @exclusivity(unchecked) var slices = WindowSlices()
  /// The table of windows with few keys; made when it is needed first.
  @exclusivity(unchecked) private var sharedTable: SharedTable?
  @exclusivity(unchecked) private var sharedContent: SharedContent?
  /// The panes of late records, where the grouping accepts such.
  @exclusivity(unchecked) var latePanes = LatePanes()
  /// Tables of windows that are gone, and what they held, for the next ones.
  @exclusivity(unchecked) private var spareTables: [WindowTable] = []
  @exclusivity(unchecked) private var spareContents: [GroupContent] = []
  @exclusivity(unchecked) private var spareMemory = 0
  /// What the windows' own tables take: the sum of what `account` last saw of each.
  @exclusivity(unchecked) private var ownMemory = 0
  /// The windows that late records of the unit at hand went to.
  @exclusivity(unchecked) var lateWindows = LateWindows()
  /// Elements of the unit at hand that came too late.
  @exclusivity(unchecked) var late = LateElements()
  @exclusivity(unchecked) private var expired = 0

  /// Bytes that are kept for later windows, about.
  private static let mostSpare = 64 << 10
  /// Records of one window that come together and are worth a table of its own.
  private static let manyRecords = 16

  /// Makes the machine of a key group.
  init(keyGroup: Int, grouping: Grouping, seed: UInt64, usesSlices: Bool) {
    self.keyGroup = keyGroup
    self.grouping = grouping
    self.seed = seed
    windows = LiveWindows(seed: seed)
    self.usesSlices = usesSlices && grouping.content == .accumulators && grouping.allowedLateness == 0
  }

  func trim() {
    if windows.count == 0, slices.isEmpty { forgetShared() }
    spareTables = []
    spareContents = []
    spareMemory = 0
  }

  func perform(_ unit: GroupUnit, _ work: GroupWork) throws -> GroupAnswer {
    late = LateElements()
    expired = 0
    try fireDue(unit.inputWatermark, work)
    for block in unit.insert {
      work.scratch.contexts.begin(block)
      for segment in block.segments { try insert(segment, of: block, unit.inputWatermark, work) }
    }
    try fireLate(work)
    expire(unit.inputWatermark, work)
    return answer(to: unit)
  }

  private func answer(to unit: GroupUnit) -> GroupAnswer {
    var answer = GroupAnswer(
      changes: GroupChanges(
        inserted: unit.insert, inputWatermark: unit.inputWatermark, processingTime: unit.processingTime))
    let next = slices.hold.map { min($0, EventTime.max - 1) + 1 }
    answer.hold = Self.smaller(windows.hold, slices.hold)
    answer.nextEventTime = Self.smaller(windows.nextEventTime, next)
    answer.windows = windows.count + slices.windowCount
    answer.expired = expired
    answer.late = late
    answer.memory = memory()
    return answer
  }

  /// What the machine takes. A shared table that holds nothing is kept for later windows, if it is not large.
  private func memory() -> GroupMemory {
    let shared = sharedMemory
    guard windows.count == 0, slices.isEmpty else { return GroupMemory(tables: ownMemory + shared, spare: spareMemory) }
    if shared + spareMemory <= Self.mostSpare { return GroupMemory(tables: ownMemory, spare: spareMemory + shared) }
    forgetShared()
    return GroupMemory(tables: ownMemory, spare: spareMemory)
  }

  /// What the shared table takes with all that belongs to it.
  private var sharedMemory: Int {
    (sharedTable?.memory ?? 0) + (sharedContent?.memory ?? 0) + windows.memory + latePanes.memory
  }

  /// Whether everything that is held fires at a watermark and goes, and is large enough to be worth forgetting at once.
  func firesAll(at watermark: Int64) -> Bool {
    grouping.allowedLateness == 0 && slices.isEmpty && windows.areAllDue(at: watermark)
      && sharedMemory > Self.mostSpare
  }

  private func forgetShared() {
    sharedTable = nil
    sharedContent = nil
    windows = LiveWindows(seed: seed)
    slices = WindowSlices()
    latePanes = LatePanes()
  }

  private static func smaller(_ a: Int64?, _ b: Int64?) -> Int64? {
    guard let a, let b else { return a ?? b }
    return min(a, b)
  }
}

// MARK: The shared table

extension PlainMachine {
  /// The table of windows with few keys.
  var shared: SharedTable {
    if let sharedTable { return sharedTable }
    let made = SharedTable(seed: seed)
    sharedTable = made
    return made
  }

  /// What its slots hold.
  func content(_ work: GroupWork) throws -> SharedContent {
    if let sharedContent { return sharedContent }
    let made: SharedContent =
      switch grouping.content {
      case .values: .values(ValueChains())
      case .accumulators: .accumulators(try work.makeStore())
      }
    sharedContent = made
    return made
  }

  /// Adds records to the shared table: their slots are in the scratch then.
  func insert(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, chains: UnsafePointer<UInt32>, count: Int, headerSize: Int,
    _ kind: RecordSegment.Values, _ work: GroupWork
  ) throws {
    let shared = shared
    shared.slots(records, chains: chains, count: count, headerSize: headerSize, work.scratch)
    try content(work).add(
      values: work.scratch.values, slots: work.scratch.slots, count: count, kind: kind,
      keyOf: shared.keyBytes, mayRetry: work.mayRetry)
  }

  /// Lets a chain go with what its slots hold.
  func remove(chain: UInt32, _ work: GroupWork) {
    guard let shared = sharedTable else { return }
    work.list.removeAll()
    shared.append(chain, to: work.list)
    clear(work.list)
    shared.removeChain(chain)
  }

  /// Forgets what slots hold.
  func clear(_ list: SlotList) {
    sharedContent?.clear(list.all)
    latePanes.clear(list.all)
  }
}

// MARK: Tables of one window

extension PlainMachine {
  /// The number of a window for records that come in time, which is held from here on.
  /// - Parameter records: how many records of it come together.
  func number(of window: Window, records: () -> Int) -> UInt32 {
    if let known = windows.find(window) { return known }
    let number = windows.add(window)
    if records() >= Self.manyRecords {
      let table = takeSpareTable() ?? WindowTable(seed: seed)
      windows[number].table = table
    } else {
      windows.setChain(shared.makeChain(), of: number)
    }
    return number
  }

  private func takeSpareTable() -> WindowTable? {
    guard let table = spareTables.popLast() else { return nil }
    spareMemory -= table.memory
    // Only now: what clearing the index fetches is what the first records are looked up in.
    table.keys.reset()
    return table
  }

  func makeContent(_ work: GroupWork) throws -> GroupContent {
    if let used = spareContents.popLast() {
      spareMemory -= used.memory
      return used
    }
    switch grouping.content {
    case .values: return .values(ValueLists())
    case .accumulators: return .accumulators(try work.makeStore())
    }
  }

  /// Notes how the memory of a window's own table has changed.
  func account(for table: WindowTable) {
    let memory = table.memory
    ownMemory += memory - table.accountedMemory
    table.accountedMemory = memory
  }

  /// Keeps what a window has shown for the next one.
  func keep(_ content: GroupContent?) {
    guard let content, spareMemory < Self.mostSpare else { return }
    spareMemory += content.memory
    spareContents.append(content)
  }

  /// Keeps a table that no window needs any more for the next one.
  func keep(_ table: WindowTable) {
    ownMemory -= table.accountedMemory
    table.accountedMemory = 0
    keep(table.takeContent())
    guard spareMemory < Self.mostSpare else { return }
    spareMemory += table.memory
    spareTables.append(table)
  }

  /// Lets a window go with its table; its chain must have been removed before.
  func remove(_ number: UInt32) {
    if let table = windows[number].table { keep(table) }
    windows.remove(number)
    expired += 1
  }

  /// Lets all windows go; those with tables of their own are gone.
  func removeAll() {
    expired += windows.count
    forgetShared()
  }

  private func expire(_ watermark: Int64, _ work: GroupWork) {
    while let number = windows.popExpired(at: watermark) {
      if windows[number].chain != SharedTable.noChain { remove(chain: windows[number].chain, work) }
      remove(number)
    }
  }
}
