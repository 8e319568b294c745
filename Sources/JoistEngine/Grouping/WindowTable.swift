import JoistPlan

/// The table of one window of one key group, if the window has enough records to be worth one.
///
/// Its key-group machine owns the table, and reuses it for another window once the window is removed.
///
/// SAFETY: one thread at a time uses the machine and its table, and nothing that the table calls comes back to it, so
/// accesses cannot overlap and `@exclusivity(unchecked)` is sound.
final class WindowTable {
  /// The window's keys, each with its slot.
  let keys: KeyTable
  /// The content, by slot of `keys`; nil after a discarding on-time pane, and while the table is not in use.
  @exclusivity(unchecked) private(set) var content: GroupContent?
  /// The part of its memory that the machine has counted; 0 while the table is not in use.
  @exclusivity(unchecked) var accountedMemory = 0

  /// Makes an empty table.
  init(seed: UInt64) { keys = KeyTable(seed: seed) }

  /// The memory of the table, in bytes.
  var memory: Int { keys.memory + (content?.memory ?? 0) + 128 }

  /// Takes the content, emptied, for another window; nil if it has been taken.
  func takeContent() -> GroupContent? {
    content?.reset()
    defer { content = nil }
    return content
  }

  /// Adds records of the window.
  /// - Parameter more: the number of records that arrive together, of which these are some.
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
