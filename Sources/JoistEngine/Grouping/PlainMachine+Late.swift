import JoistPlan

extension PlainMachine {
  /// Adds records that came after the watermark had passed their window.
  func insertLate(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int, _ window: Window, _ chunk: Chunk, _ work: GroupWork
  ) throws {
    let number =
      windows.find(window) ?? windows.addFired(window, allowedLateness: grouping.allowedLateness)
    if let table = windows[number].table { try share(table, number, work) }
    if windows[number].chain == SharedTable.noChain { windows.setChain(shared.makeChain(), of: number) }
    let chain = windows[number].chain
    if !lateWindows.contains(where: { $0.chain == chain }) { lateWindows.append((chain, window)) }
    work.scratch.chains.update(repeating: chain, count: count)
    try insert(records, chains: work.scratch.chains, count: count, headerSize: chunk.headerSize, chunk.kind, work)
    for index in 0..<count { latePanes.touch(work.scratch.slots[index]) }
  }

  /// Writes a late pane of every key that got something since its last one: by window, then by the number of the pane.
  func fireLate(_ work: GroupWork) throws {
    let touched = latePanes.takeTouched()
    defer { lateWindows.removeAll() }
    for (chain, window) in lateWindows {
      let slots = touched.filter { shared.chain(ofSlot: $0) == chain }
        .sorted { (latePanes.count(ofSlot: $0), $0) < (latePanes.count(ofSlot: $1), $1) }
      var start = 0
      while start < slots.count {
        let index = latePanes.count(ofSlot: slots[start])
        let part = slots[start...].prefix { latePanes.count(ofSlot: $0) == index }
        try fireLate(Array(part), window, index: Int64(index), work)
        start += part.count
      }
      for slot in slots { latePanes.noteFired(slot) }
    }
  }

  private func fireLate(_ slots: [UInt32], _ window: Window, index: Int64, _ work: GroupWork) throws {
    let pane = Pane(timing: .late, isFirst: index == 0, isLast: false, index: index, nonSpeculativeIndex: index)
    work.list.count = 0
    for slot in slots { work.list.append(slot, key: shared.key(ofSlot: slot)) }
    try content(work).emit(
      work.list, keys: shared.keyColumn, into: work.writer,
      PaneWriter.Part(lane: work.lane, window: window, pane: pane))
    if grouping.accumulation == .discarding { try content(work).clear(work.list.all) }
  }

  /// Notes that all keys of a chain have had their on-time pane; what a discarding pane has shown is let go.
  func noteFired(chain: UInt32, _ work: GroupWork) throws {
    shared.list(chain, into: work.list)
    for slot in work.list.all { latePanes.noteFired(slot) }
    if grouping.accumulation == .discarding { try content(work).clear(work.list.all) }
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
