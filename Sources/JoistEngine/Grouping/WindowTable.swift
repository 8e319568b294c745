import JoistPlan

/// What one window of one key group holds: its keys, what they hold, and, behind the on-time pane, what late panes need.
///
/// Owned by its key-group machine; after the window is gone it serves another one with the same memory.
final class WindowTable {
  /// The window; changed when the table is used again.
  @exclusivity(unchecked) private(set) var window: Window
  /// The keys. With late panes that discard they outlive what they held, for the panes' indices.
  let keys: KeyTable
  /// What the keys hold, by slot of `keys`; nil behind a discarding on-time pane, and while the table is not live.
  @exclusivity(unchecked) private var content: GroupContent?
  /// Set with the first late record; cleared with the window.
  @exclusivity(unchecked) private var latePanes: LatePanes?
  /// Late records where panes discard: their own keys and what these hold, from the first record to the pane that shows them.
  @exclusivity(unchecked) private var lateKeys: KeyTable?
  @exclusivity(unchecked) private var lateContent: GroupContent?
  /// What of its memory the machine has on its account; 0 where it is not live.
  @exclusivity(unchecked) var accountedMemory = 0
  /// Whether the on-time pane is behind us.
  @exclusivity(unchecked) private(set) var hasFired = false

  /// Makes the table of a window.
  init(window: Window, seed: UInt64) {
    self.window = window
    keys = KeyTable(seed: seed)
  }

  /// The memory it takes, in bytes.
  var memory: Int {
    keys.memory + (content?.memory ?? 0) + (latePanes?.memory ?? 0) + (lateKeys?.memory ?? 0)
      + (lateContent?.memory ?? 0) + 128
  }

  /// Forgets everything and serves another window.
  func reset(for window: Window) {
    self.window = window
    keys.reset()
    content = nil
    latePanes = nil
    lateKeys = nil
    lateContent = nil
    hasFired = false
  }

  /// Takes out what the keys held, emptied, for another window; nil where it is gone already.
  func takeContent() -> GroupContent? {
    content?.reset()
    defer { content = nil }
    return content
  }

  /// Adds records that came in time.
  func insert(_ block: RecordBlock, _ scratch: RecordScratch, makeContent: () throws -> GroupContent) throws {
    let held = try content ?? makeContent()
    content = held
    try scratch.forEachChunk(of: block, in: keys) { values, slots, count in
      try held.add(
        values: values, slots: slots, count: count, kind: block.values, keys: keys, mayRetry: scratch.mayRetry)
    }
  }

  /// Adds records that came after the watermark had passed the window.
  func insertLate(
    _ block: RecordBlock, _ scratch: RecordScratch, _ grouping: Grouping, seed: UInt64,
    makeContent: () throws -> GroupContent
  ) throws {
    var panes = latePanes ?? LatePanes(onTimeKeys: hasFired ? keys.count : 0)
    latePanes = nil
    defer { latePanes = panes }
    switch grouping.accumulation {
    case .accumulating:
      let held = try content ?? makeContent()
      content = held
      try scratch.forEachChunk(of: block, in: keys) { values, slots, count in
        try held.add(
          values: values, slots: slots, count: count, kind: block.values, keys: keys, mayRetry: scratch.mayRetry)
        for place in 0..<count { panes.touch(slots[place]) }
      }
    case .discarding:
      let own = lateKeys ?? KeyTable(seed: seed)
      let held = try lateContent ?? makeContent()
      lateKeys = own
      lateContent = held
      try scratch.forEachChunk(of: block, in: own) { values, slots, count in
        try held.add(
          values: values, slots: slots, count: count, kind: block.values, keys: own, mayRetry: scratch.mayRetry)
      }
    }
  }

  /// Writes the on-time pane of all keys.
  func fireOnTime(_ grouping: Grouping, lane: Int, into writer: PaneWriter) throws {
    var pane = Pane.onTimeAndOnly
    pane.isLast = grouping.allowedLateness == 0
    try content?.emit(keys: keys.keys, into: writer, PaneWriter.Part(lane: lane, window: window, pane: pane))
    hasFired = true
  }

  /// Writes a late pane of every key that got something since its last one.
  func fireLate(lane: Int, into writer: PaneWriter) throws {
    guard latePanes != nil else { return }
    if let lateKeys, let lateContent {
      // The window's own keys know how often each has fired; the late ones know what came.
      var slotsOfOwn: [UInt32] = []
      let column = lateKeys.keys
      for slot in 0..<column.count {
        let start = column.offsets[slot]
        let own = keys.slot(
          ofKey: column.bytes + start, length: column.offsets[slot + 1] - start, hash: lateKeys.hash(ofSlot: slot))
        latePanes?.touch(own)
        slotsOfOwn.append(own)
      }
      var lateSlot: [UInt32] = Array(repeating: 0, count: keys.count)
      for (slot, own) in slotsOfOwn.enumerated() { lateSlot[Int(own)] = UInt32(slot) }
      for part in latePanes?.takeByIndex() ?? [] {
        let slots = part.slots.map { lateSlot[Int($0)] }
        try lateContent.emit(slots: slots, keys: lateKeys.keys, into: writer, self.part(part.index, lane))
      }
      self.lateKeys = nil
      self.lateContent = nil
    } else {
      for part in latePanes?.takeByIndex() ?? [] {
        try content?.emit(slots: part.slots, keys: keys.keys, into: writer, self.part(part.index, lane))
      }
    }
  }

  private func part(_ index: Int64, _ lane: Int) -> PaneWriter.Part {
    PaneWriter.Part(
      lane: lane, window: window,
      pane: Pane(timing: .late, isFirst: index == 0, isLast: false, index: index, nonSpeculativeIndex: index))
  }
}
