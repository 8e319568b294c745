import JoistPlan

/// Groups one key group by windows that do not merge, under the default trigger. A window fires when the watermark
/// passes its end, and again for late records until its expiry.
///
/// A window that receives many records at once has a table of its own. All others share one, in which a record is found
/// by its window and key. Sliding windows that are combined are kept in slices.
// SAFETY: one thread at a time uses a machine (see `GroupMachine`), and locks order the hand-over, so it may be sent to
// another. Nothing that the machine calls comes back to it, so accesses cannot overlap and `@exclusivity(unchecked)` is
// sound.
final class PlainMachine: GroupMachine, @unchecked Sendable {
  let keyGroup: Int
  let grouping: Grouping
  private let seed: UInt64
  let usesSlices: Bool
  @exclusivity(unchecked) var windows: LiveWindows
  @exclusivity(unchecked) var slices = WindowSlices()
  /// The table of windows with few keys; nil before its first use.
  @exclusivity(unchecked) private var sharedTable: SharedTable?
  @exclusivity(unchecked) private var sharedContent: SharedContent?
  /// The late panes, if the grouping accepts late records.
  @exclusivity(unchecked) var latePanes = LatePanes()
  /// Tables of removed windows, for later ones.
  @exclusivity(unchecked) private var spareTables: [WindowTable] = []
  /// Empty contents of removed windows, for later ones.
  @exclusivity(unchecked) private var spareContents: [GroupContent] = []
  /// The memory of spare tables and contents, in bytes.
  @exclusivity(unchecked) private var spareMemory = 0
  /// The memory of the windows' own tables, in bytes: the sum of what `account` last noted for each.
  @exclusivity(unchecked) private var ownMemory = 0
  /// The windows of the current unit's late records.
  @exclusivity(unchecked) var lateWindows = LateWindows()
  /// The late elements of the current unit.
  @exclusivity(unchecked) var late = LateElements()
  /// The number of windows that the current unit has removed.
  @exclusivity(unchecked) private var expired = 0

  /// The approximate memory to keep for later windows, in bytes.
  private static let mostSpare = 64 << 10
  /// The number of records that must arrive together for a window to get a table of its own.
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

  /// The memory of the machine. A small shared table that holds nothing counts as spare; a large one is freed.
  private func memory() -> GroupMemory {
    let shared = sharedMemory
    guard windows.count == 0, slices.isEmpty else { return GroupMemory(tables: ownMemory + shared, spare: spareMemory) }
    if shared + spareMemory <= Self.mostSpare { return GroupMemory(tables: ownMemory, spare: spareMemory + shared) }
    forgetShared()
    return GroupMemory(tables: ownMemory, spare: spareMemory)
  }

  /// The memory of the shared table and all that belongs to it, in bytes.
  private var sharedMemory: Int {
    (sharedTable?.memory ?? 0) + (sharedContent?.memory ?? 0) + windows.memory + latePanes.memory
  }

  /// Whether all windows fire at a watermark and are then removed, and take enough memory to be freed at once.
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

  /// The content of the shared table's slots.
  func content(_ work: GroupWork) throws -> SharedContent {
    if let sharedContent { return sharedContent }
    let made = try SharedContent(grouping.content, work)
    sharedContent = made
    return made
  }

  /// Adds records to the shared table, and leaves their slots in the scratch memory.
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

  /// Removes a chain and the content of its slots.
  func remove(chain: UInt32, _ work: GroupWork) {
    guard let shared = sharedTable else { return }
    work.list.removeAll()
    shared.append(chain, to: work.list)
    clear(work.list)
    shared.removeChain(chain)
  }

  /// Clears the content of slots.
  func clear(_ list: SlotList) {
    sharedContent?.clear(list.all)
    latePanes.clear(list.all)
  }
}

// MARK: Tables of one window

extension PlainMachine {
  /// The number of a window, which is added if it is new, for records that are on time.
  /// - Parameter records: the number of the window's records that arrive together.
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
    // Not earlier: clearing the index brings it into the cache, where the first records need it.
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

  /// Updates `ownMemory` for a window's own table.
  func account(for table: WindowTable) {
    let memory = table.memory
    ownMemory += memory - table.accountedMemory
    table.accountedMemory = memory
  }

  /// Keeps content for later windows.
  func keep(_ content: GroupContent?) {
    guard let content, spareMemory < Self.mostSpare else { return }
    spareMemory += content.memory
    spareContents.append(content)
  }

  /// Keeps an unused table for later windows.
  func keep(_ table: WindowTable) {
    ownMemory -= table.accountedMemory
    table.accountedMemory = 0
    keep(table.takeContent())
    guard spareMemory < Self.mostSpare else { return }
    spareMemory += table.memory
    spareTables.append(table)
  }

  /// Removes a window and its table. Its chain must have been removed before.
  func remove(_ number: UInt32) {
    if let table = windows[number].table { keep(table) }
    windows.remove(number)
    expired += 1
  }

  /// Removes all windows. Those with tables of their own have already been removed.
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
