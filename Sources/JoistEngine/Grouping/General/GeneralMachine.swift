import JoistPlan

/// Groups one key group by windows that do not merge, under any trigger: each key of a window has a trigger of its own.
///
/// It serves what `PlainMachine` cannot, at the cost of a state for each key and window.
// SAFETY: one thread at a time uses a machine (see `GroupMachine`), and locks order the hand-over, so it may be sent to
// another. Nothing that the machine calls comes back to it, so accesses cannot overlap and `@exclusivity(unchecked)` is
// sound.
final class GeneralMachine: TriggeredMachine, @unchecked Sendable {
  let keyGroup: Int
  private let grouping: Grouping
  private let seed: UInt64
  @exclusivity(unchecked) private var windows: LiveWindows
  @exclusivity(unchecked) private var table: SharedTable
  @exclusivity(unchecked) private(set) var panes: TriggeredPanes
  /// The window of each chain of the table.
  @exclusivity(unchecked) private var windowOfChain: [UInt32] = []
  /// Scratch memory for the slots of a window.
  private let list = SlotList()

  init(keyGroup: Int, grouping: Grouping, seed: UInt64) {
    self.keyGroup = keyGroup
    self.grouping = grouping
    self.seed = seed
    windows = LiveWindows(seed: seed)
    table = SharedTable(seed: seed)
    panes = TriggeredPanes(grouping)
  }

  func trim() {
    guard windows.count == 0 else { return }
    windows = LiveWindows(seed: seed)
    table = SharedTable(seed: seed)
    panes = TriggeredPanes(grouping)
    windowOfChain = []
  }

  var nextEnds: (end: Int64?, expiry: Int64?) { (windows.hold, windows.nextExpiry) }

  var windowCount: Int { windows.count }

  var tableMemory: Int { table.memory + windows.memory + arrayMemory(windowOfChain) }

  func look(at slots: [UInt32], _ moment: Moment, _ work: GroupWork) throws {
    for slot in slots {
      let window = windows[windowOfChain[Int(table.chain(ofSlot: slot))]].window
      panes.look(at: slot, key: table.key(ofSlot: slot), window, moment, work)
      if panes.areMany(work) { try write(work) }
    }
    try write(work)
  }

  private func write(_ work: GroupWork) throws {
    try panes.write(keys: table.keyColumn, work)
  }
}

// MARK: Windows

extension GeneralMachine {
  func passEnds(_ moment: Moment, _ work: GroupWork) throws {
    var passed: [UInt32] = []
    var closed: [UInt32] = []
    while let number = windows.popDue(at: moment.watermark) {
      let window = windows[number].window
      let isClosed = panes.isExpired(window, moment)
      for slot in slots(of: number) {
        let key = table.key(ofSlot: slot)
        if isClosed {
          panes.close(slot, key: key, window, isAtEnd: true, work)
        } else {
          panes.look(at: slot, key: key, window, moment, isAtEnd: true, work)
        }
        if panes.areMany(work) { try write(work) }
      }
      if isClosed { closed.append(number) } else { passed.append(number) }
    }
    try remove(closed, work)
    for number in passed {
      windows.noteFired(number, allowedLateness: grouping.allowedLateness)
      for slot in slots(of: number) { panes.startHold(slot) }
    }
  }

  func expire(_ moment: Moment, _ work: GroupWork) throws {
    var closed: [UInt32] = []
    while let number = windows.popExpired(at: moment.watermark) {
      let window = windows[number].window
      for slot in slots(of: number) {
        panes.close(slot, key: table.key(ofSlot: slot), window, isAtEnd: false, work)
        if panes.areMany(work) { try write(work) }
      }
      closed.append(number)
    }
    try remove(closed, work)
  }

  private func slots(of number: UInt32) -> [UInt32] {
    list.removeAll()
    table.append(windows[number].chain, to: list)
    return Array(list.all)
  }

  /// Writes the panes that were emitted, and removes windows.
  private func remove(_ closed: [UInt32], _ work: GroupWork) throws {
    try write(work)
    for number in closed {
      let slots = slots(of: number)
      for slot in slots { panes.clear(slot) }
      try slots.withUnsafeBufferPointer { try panes.content(work).clear($0) }
      table.removeChain(windows[number].chain)
      windows.remove(number)
      panes.expired += 1
    }
  }

  /// The chain of a window, which is added if it is new.
  private func chain(of window: Window, _ moment: Moment) -> UInt32 {
    if let number = windows.find(window) { return windows[number].chain }
    let chain = table.makeChain()
    let number =
      window.isPassed(by: moment.watermark)
      ? windows.addFired(window, allowedLateness: grouping.allowedLateness) : windows.add(window)
    windows.setChain(chain, of: number)
    while windowOfChain.count <= Int(chain) { windowOfChain.append(0) }
    windowOfChain[Int(chain)] = number
    return chain
  }
}

// MARK: Records

extension GeneralMachine {
  func insert(_ block: RecordBlock, _ moment: Moment, _ work: GroupWork) throws {
    for segment in block.segments {
      var batch: [(record: WindowedRecord, window: Window)] = []
      try segment.forEachRecord(of: block) { record in
        for window in record.windows {
          if panes.isExpired(window, moment) {
            panes.late.add(record.elements, of: window, at: moment.watermark, isDropped: true)
            continue
          }
          if batch.count == RecordScratch.chunk { try insert(&batch, of: segment, moment, work) }
          work.scratch.chosen[batch.count] = record.address
          work.scratch.chains[batch.count] = chain(of: window, moment)
          batch.append((record, window))
        }
      }
      try insert(&batch, of: segment, moment, work)
    }
  }

  /// Adds records, whose addresses and chains are in the scratch memory.
  private func insert(
    _ batch: inout [(record: WindowedRecord, window: Window)], of segment: RecordSegment,
    _ moment: Moment, _ work: GroupWork
  ) throws {
    if batch.isEmpty { return }
    let scratch = work.scratch
    table.slots(
      scratch.chosen, chains: scratch.chains, count: batch.count, headerSize: segment.form.headerSize, scratch)
    var kept = 0
    for (index, entry) in batch.enumerated() {
      let slot = scratch.slots[index]
      let time = entry.record.time ?? entry.window.maxTimestamp
      guard panes.note(entry.record.elements, at: time, of: entry.window, in: slot, moment) else { continue }
      scratch.slots[kept] = slot
      scratch.values[kept] = scratch.values[index]
      kept += 1
    }
    try panes.content(work).add(
      values: scratch.values, slots: scratch.slots, count: kept, kind: segment.values, keyOf: table.keyBytes,
      mayRetry: work.mayRetry)
    batch.removeAll(keepingCapacity: true)
  }
}
