import JoistPlan

extension PlainMachine {
  /// Slots whose panes are written together, about.
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

  /// Writes panes of the slots in the list, and lets their windows go that are given.
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

  /// Writes the pane of every window that the watermark has passed and that is kept in slices.
  private func fireSlices(_ watermark: Int64, _ pane: Pane, _ work: GroupWork) throws {
    guard !slices.isEmpty, case .accumulators(let store) = try content(work) else { return }
    let sum = work.sum
    while let due = slices.popDue(at: watermark) {
      for slice in due.slices where slice.lastEnd >= due.window.end {
        try sum.add(slice.chain, shared, store, work)
      }
      try sum.finish(shared, store, work)
      sum.list.endRun(due.window)
      try content(work).emit(sum.list, keys: shared.keyColumn, pane, work)
      sum.clear(store)
      for slice in slices.popFinished() { remove(chain: slice.chain, work) }
    }
    sum.giveBack(to: shared)
    slices.advance(to: watermark)
  }

  /// The chain of a slice, or nil where these windows are not sliced: a window is kept in slices or by itself, never both.
  func slice(of all: [Window], at watermark: Int64) -> UInt32? {
    guard usesSlices, slices.accepts(all) else { return nil }
    if windows.count > 0, all.contains(where: { windows.find($0) != nil }) { return nil }
    return slices.chain(of: all, at: watermark) { shared.makeChain() }
  }
}
