import JoistPlan

extension PlainMachine {
  /// Adds records that arrived after the watermark had passed their window.
  func insertLate(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int, _ window: Window, _ chunk: Chunk, _ work: GroupWork
  ) throws {
    let number =
      windows.find(window) ?? windows.addFired(window, allowedLateness: grouping.allowedLateness)
    if let table = windows[number].table { try share(table, number, work) }
    if windows[number].chain == SharedTable.noChain { windows.setChain(shared.makeChain(), of: number) }
    let chain = windows[number].chain
    lateWindows.note(chain, window)
    work.scratch.chains.update(repeating: chain, count: count)
    try insert(records, chains: work.scratch.chains, count: count, headerSize: chunk.headerSize, chunk.kind, work)
    for index in 0..<count { latePanes.touch(work.scratch.slots[index]) }
  }

  /// Writes a late pane for every key that received records since its last pane: by window, then by the index of the
  /// pane.
  func fireLate(_ work: GroupWork) throws {
    let touched = latePanes.takeTouched()
    if touched.isEmpty { return }
    defer { lateWindows.removeAll() }
    let waiting = touched.compactMap { slot in
      lateWindows.index(of: shared.chain(ofSlot: slot)).map {
        LateSlot(window: $0, pane: latePanes.count(ofSlot: slot), slot: slot)
      }
    }.sorted()
    var start = 0
    while start < waiting.count {
      let first = waiting[start]
      let part = waiting[start...].prefix { $0.window == first.window && $0.pane == first.pane }
      try fireLate(part.map(\.slot), lateWindows.all[first.window].window, index: Int64(first.pane), work)
      start += part.count
    }
    for slot in touched { latePanes.noteFired(slot) }
  }

  /// A key that waits for a late pane, ordered as the panes are written.
  private struct LateSlot: Comparable {
    /// The index of its window.
    let window: Int
    /// The index of the pane.
    let pane: UInt32
    let slot: UInt32

    static func < (a: LateSlot, b: LateSlot) -> Bool { (a.window, a.pane, a.slot) < (b.window, b.pane, b.slot) }
  }

  private func fireLate(_ slots: [UInt32], _ window: Window, index: Int64, _ work: GroupWork) throws {
    let pane = Pane(timing: .late, isFirst: index == 0, isLast: false, index: index, nonSpeculativeIndex: index)
    work.list.removeAll()
    for slot in slots { work.list.append(slot, key: shared.key(ofSlot: slot)) }
    work.list.endRun(window)
    try content(work).emit(work.list, keys: shared.keyColumn, pane, work)
    if grouping.accumulation == .discarding { try content(work).clear(work.list.all) }
  }

  /// Notes that the slots of a list have had their on-time pane. With discarding panes, clears them.
  func noteFired(_ list: SlotList, _ work: GroupWork) throws {
    for slot in list.all { latePanes.noteFired(slot) }
    if grouping.accumulation == .discarding { try content(work).clear(list.all) }
  }

  /// Moves a fired window from its own table to the shared one, where late records find it.
  private func share(_ table: WindowTable, _ number: UInt32, _ work: GroupWork) throws {
    let chain = shared.makeChain()
    let slots = table.keys.keys.indices.map { shared.slot(of: table.keys, $0, in: chain) }
    for slot in slots { latePanes.noteFired(slot) }
    let content = try content(work)
    slots.withUnsafeBufferPointer { content.clear($0) }
    try table.content?.move(table.keys.keys, to: content, slots, work)
    keep(table)
    windows[number].table = nil
    windows.setChain(chain, of: number)
  }
}
