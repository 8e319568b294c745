import JoistPlan

extension PlainMachine {
  /// The approximate number of slots to list before their panes are written.
  private static let slotsTogether = 1024

  /// Writes the on-time pane of every window that the watermark has passed.
  func fireDue(_ watermark: Int64, _ work: GroupWork) throws {
    var pane = Pane.onTimeAndOnly
    pane.isLast = grouping.allowedLateness == 0
    let firesAll = firesAll(at: watermark)
    var chained: [UInt32] = []
    work.list.removeAll()
    while let number = windows.popDue(at: watermark) {
      if let table = windows[number].table {
        try fire(table, of: number, pane, work)
      } else {
        shared.append(windows[number].chain, to: work.list)
        work.list.endRun(windows[number].window)
        if !firesAll { chained.append(number) }
        if work.list.count >= Self.slotsTogether { try fire(&chained, pane, work) }
      }
    }
    try fire(&chained, pane, work)
    if firesAll { removeAll() }
    try fireSlices(watermark, pane, work)
  }

  private func fire(_ table: WindowTable, of number: UInt32, _ pane: Pane, _ work: GroupWork) throws {
    try table.fire(windows[number].window, pane, work)
    guard grouping.allowedLateness > 0 else { return remove(number) }
    if grouping.accumulation == .discarding {
      keep(table.takeContent())
      account(for: table)
    }
    windows.noteFired(number, allowedLateness: grouping.allowedLateness)
  }

  /// Writes the panes of the slots in the list, and removes the given windows or keeps them for late records.
  private func fire(_ chained: inout [UInt32], _ pane: Pane, _ work: GroupWork) throws {
    if work.list.count == 0 && chained.isEmpty { return }
    try content(work).emit(work.list, keys: shared.keyColumn, pane, work)
    if grouping.allowedLateness > 0 {
      try noteFired(work.list, work)
      for number in chained { windows.noteFired(number, allowedLateness: grouping.allowedLateness) }
    } else if !chained.isEmpty {
      clear(work.list)
      for number in chained {
        shared.removeChain(windows[number].chain)
        remove(number)
      }
    }
    work.list.removeAll()
    chained.removeAll(keepingCapacity: true)
  }
}
