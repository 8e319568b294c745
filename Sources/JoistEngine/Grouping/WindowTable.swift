import JoistPlan

/// What one window of one key group holds, where that is worth a table of its own: its keys, and what they hold.
///
/// Owned by its key-group machine; after the window is gone it serves another one with the same memory.
final class WindowTable {
  /// The keys.
  let keys: KeyTable
  /// What the keys hold, by slot of `keys`; nil after a discarding on-time pane, and while the table is not live.
  @exclusivity(unchecked) private(set) var content: GroupContent?
  /// What of its memory the machine has on its account; 0 where it is not live.
  @exclusivity(unchecked) var accountedMemory = 0

  /// Makes an empty table.
  init(seed: UInt64) { keys = KeyTable(seed: seed) }

  /// The memory it takes, in bytes.
  var memory: Int { keys.memory + (content?.memory ?? 0) + 128 }

  /// Takes out what the keys held, emptied, for another window; nil where it is gone already.
  func takeContent() -> GroupContent? {
    content?.reset()
    defer { content = nil }
    return content
  }

  /// Adds records of the window.
  /// - Parameter more: how many come together, of which these are some.
  func insert(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, count: Int, of more: Int, headerSize: Int,
    _ kind: RecordSegment.Values, _ work: GroupWork, makeContent: () throws -> GroupContent
  ) throws {
    let held = try content ?? makeContent()
    content = held
    let scratch = work.scratch
    keys.expect(more)
    keys.slots(records, count: count, headerSize: headerSize, into: scratch.slots, values: scratch.values)
    try held.add(
      values: scratch.values, slots: scratch.slots, count: count, kind: kind, keyOf: { self.keys.keys[Int($0)] },
      mayRetry: work.mayRetry)
  }

  /// Writes a pane of all keys.
  func fire(_ window: Window, _ pane: Pane, _ work: GroupWork) throws {
    try content?.emit(keys: keys.keys, into: work.writer, PaneWriter.Part(lane: work.lane, window: window, pane: pane))
  }
}
