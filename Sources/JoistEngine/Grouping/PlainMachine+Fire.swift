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
        remove(number)
      }
    }
    try fireSlices(watermark, pane, work)
  }

  /// Writes the pane of every window that the watermark has passed and that is kept in slices.
  private func fireSlices(_ watermark: Int64, _ pane: Pane, _ work: GroupWork) throws {
    guard !slices.isEmpty, case .accumulators(let store) = try content(work) else { return }
    var sum = SliceSum()
    while let due = slices.popDue(at: watermark) {
      for slice in due.slices where slice.lastEnd >= due.window.end {
        try sum.add(slice.chain, shared, store, work)
      }
      try content(work).emit(
        sum.slots, numbers: sum.numbers, keys: shared.keyColumn, into: work.writer,
        PaneWriter.Part(lane: work.lane, window: due.window, pane: pane))
      try sum.clear(content(work))
      for slice in slices.popFinished() { remove(chain: slice.chain) }
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

/// The sum of a window's slices: a slot of the shared table for each key of any of them.
private struct SliceSum {
  /// The slots, and the numbers of their keys, of the window at hand.
  private(set) var slots: [UInt32] = []
  private(set) var numbers: [UInt32] = []
  /// Slots of windows before, cleared.
  private var free: [UInt32] = []
  /// By the number of a key: its place in `slots` plus one, or 0.
  private var places: [UInt32] = []
  private var sources: [UInt32] = []
  private var targets: [UInt32] = []

  /// Adds what a slice holds.
  mutating func add(_ chain: UInt32, _ shared: SharedTable, _ store: any CombineStore, _ work: GroupWork) throws {
    if places.count < shared.keyLimit {
      places += Array(repeating: 0, count: shared.keyLimit - places.count)
    }
    sources.removeAll(keepingCapacity: true)
    targets.removeAll(keepingCapacity: true)
    shared.forEach(in: chain) { slot, key in
      var place = places[Int(key)]
      if place == 0 {
        slots.append(free.popLast() ?? shared.makeSlot())
        numbers.append(key)
        place = UInt32(slots.count)
        places[Int(key)] = place
      }
      sources.append(slot)
      targets.append(slots[Int(place) - 1])
    }
    try sources.withUnsafeBufferPointer { sources in
      try targets.withUnsafeBufferPointer { targets in
        guard let from = sources.baseAddress, let to = targets.baseAddress else { return }
        try Combining.retrying(sources.count, mayRetry: work.mayRetry) { done in
          try store.merge(sources: from + done, into: to + done, count: sources.count - done)
        } keyOf: {
          shared.keyBytes(ofSlot: from[$0])
        }
      }
    }
  }

  /// Forgets the window at hand.
  mutating func clear(_ content: SharedContent) {
    content.clear(slots)
    for key in numbers { places[Int(key)] = 0 }
    free += slots
    slots.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
  }

  /// Gives the slots back.
  mutating func giveBack(to shared: SharedTable) {
    for slot in free { shared.giveBack(slot) }
    free = []
  }
}
