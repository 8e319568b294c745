import JoistPlan

extension PlainMachine {
  /// The chain of a slice; nil if these windows are not sliced. A window is kept either in slices or by itself, never
  /// both.
  func slice(of all: [Window], at watermark: Int64) -> UInt32? {
    guard usesSlices, slices.accepts(all) else { return nil }
    if windows.count > 0, all.contains(where: { windows.find($0) != nil }) { return nil }
    return slices.chain(of: all, at: watermark) { shared.makeChain() }
  }

  /// Writes the pane of every sliced window that the watermark has passed.
  func fireSlices(_ watermark: Int64, _ pane: Pane, _ work: GroupWork) throws {
    guard !slices.isEmpty, case .accumulators(let store) = try content(work) else { return }
    let sum = work.sum
    while let due = slices.popDue(at: watermark) {
      try add(due, store, work)
      try work.merges.finish(shared, store, work)
      sum.list.endRun(due.window)
      try content(work).emit(sum.list, keys: shared.keyColumn, pane, work)
      sum.clear(store)
      for slice in slices.popFinished() { remove(chain: slice.chain, work) }
      if slices.isEmpty { endStacks(work) }
    }
    sum.giveBack(to: shared)
    slices.advance(to: watermark)
  }

  /// Adds the content of a window's slices to the sum.
  private func add(_ due: WindowSlices.Due, _ store: any CombineStore, _ work: GroupWork) throws {
    let end = due.window.end
    if slices.stacks != nil { try push(due, store, work) }
    if let stacks = slices.stacks {
      if let older = slices.topOfOlder(at: end) { try work.sum.add(older.chain, shared, store, work) }
      try work.sum.add(stacks.newer, shared, store, work)
      if stacks.hasApart {
        for index in due.range where slices[index].isApart && slices[index].lastEnd >= end {
          try work.sum.add(slices[index].chain, shared, store, work)
        }
      }
      return
    }
    var count = 0
    for index in due.range where slices[index].lastEnd >= end {
      try work.sum.add(slices[index].chain, shared, store, work)
      count += 1
    }
    if areWorthStacks(count, slots: work.sum.added, keys: work.sum.list.count) {
      slices.beginStacks(newer: shared.makeChain(), upTo: due.range.upperBound)
      try addUp(slices.stacked(due.range, from: end + 1), store, work)
    }
  }

  /// Whether stacks are worth their memory: there are many slices, and they have half of the window's keys on average,
  /// so that accumulated slices take at most twice the memory.
  private func areWorthStacks(_ count: Int, slots: Int, keys: Int) -> Bool { count >= 8 && 2 * slots >= count * keys }

  /// Pushes the slices on the stacks whose first window fires, and turns the stacks when the older one is used up.
  private func push(_ due: WindowSlices.Due, _ store: any CombineStore, _ work: GroupWork) throws {
    guard let (newer, border) = slices.stacks.map({ ($0.newer, $0.border) }) else { return }
    while let slice = slices.pushNext(upTo: due.range.upperBound) {
      if !slice.isApart { try work.merges.add(chain: slice.chain, into: newer, shared, store, work) }
    }
    if slices.topOfOlder(at: due.window.end) != nil { return }
    try work.merges.finish(shared, store, work)
    let turned = slices.stacked(max(border, due.range.lowerBound)..<due.range.upperBound, from: due.window.end)
    let slots = turned.reduce(0) { $0 + shared.length(ofChain: $1.chain) }
    if areWorthStacks(turned.count, slots: slots, keys: shared.length(ofChain: newer)) {
      try addUp(turned, store, work)
      remove(chain: newer, work)
      slices.turnStacks(newer: shared.makeChain())
    } else {
      endStacks(work)
    }
  }

  /// Adds to each slice the content of all slices after it.
  private func addUp(_ stack: [WindowSlices.Slice], _ store: any CombineStore, _ work: GroupWork) throws {
    for (slice, next) in zip(stack, stack.dropFirst()).reversed() {
      try work.merges.add(chain: next.chain, into: slice.chain, shared, store, work)
    }
  }

  /// Ends the stacks, so that each slice stands for itself. The older slices have been used up.
  private func endStacks(_ work: GroupWork) {
    guard let stacks = slices.stacks else { return }
    remove(chain: stacks.newer, work)
    slices.endStacks()
  }
}
