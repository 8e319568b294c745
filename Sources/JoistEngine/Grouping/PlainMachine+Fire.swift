import JoistPlan

extension PlainMachine {
  /// Writes the on-time pane of every window that the watermark has passed.
  func fireDue(_ watermark: Int64, _ work: GroupWork) throws {
    var pane = Pane.onTimeAndOnly
    pane.isLast = grouping.allowedLateness == 0
    while let number = windows.popDue(at: watermark) {
      let window = windows[number].window
      if let table = windows[number].table {
        try table.fire(window, pane, work)
        if grouping.allowedLateness > 0, grouping.accumulation == .discarding {
          keep(table.takeContent())
          account(for: table)
        }
      } else {
        try fire(chain: windows[number].chain, window, pane, work)
        if grouping.allowedLateness > 0 { try noteFired(chain: windows[number].chain, work) }
      }
      if grouping.allowedLateness > 0 {
        windows.noteFired(number, allowedLateness: grouping.allowedLateness)
      } else {
        remove(number, work)
      }
    }
    try fireSlices(watermark, pane, work)
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
      try content(work).emit(
        sum.list, keys: shared.keyColumn, into: work.writer,
        PaneWriter.Part(lane: work.lane, window: due.window, pane: pane))
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
