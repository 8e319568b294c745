import JoistPlan

/// Groups one key group by sessions, under any trigger: each element comes with a window of its own, and windows of a key that overlap
/// are merged.
// SAFETY: one thread at a time uses a machine (see `GroupMachine`), and locks order the hand-over, so it may be sent to
// another. Nothing that the machine calls comes back to it, so accesses cannot overlap and `@exclusivity(unchecked)` is
// sound.
final class SessionMachine: TriggeredMachine, @unchecked Sendable {
  let keyGroup: Int
  private let grouping: Grouping
  private let seed: UInt64
  @exclusivity(unchecked) private var table: SessionTable
  @exclusivity(unchecked) private(set) var panes: TriggeredPanes
  /// The number of records in the scratch memory that have a slot and are not in the content yet.
  @exclusivity(unchecked) private var waiting = 0

  init(keyGroup: Int, grouping: Grouping, seed: UInt64) {
    self.keyGroup = keyGroup
    self.grouping = grouping
    self.seed = seed
    table = SessionTable(seed: seed)
    panes = TriggeredPanes(grouping)
  }

  func trim() {
    guard table.count == 0 else { return }
    table = SessionTable(seed: seed)
    panes = TriggeredPanes(grouping)
  }

  var nextEnds: (end: Int64?, expiry: Int64?) { (table.nextEnd(), table.nextExpiry()) }

  var windowCount: Int { table.count }

  var tableMemory: Int { table.memory }
}

// MARK: Panes

extension SessionMachine {
  func look(at slots: [UInt32], _ moment: Moment, _ work: GroupWork) throws {
    for slot in slots {
      panes.look(at: slot, key: table[slot].key, table[slot].window, moment, work)
      if panes.areMany(work) { try write(work) }
    }
    try write(work)
    for slot in slots where panes.isFinished(slot) { table.close(slot) }
  }

  private func write(_ work: GroupWork) throws { try panes.write(keys: table.keys.keys, work) }

  func passEnds(_ moment: Moment, _ work: GroupWork) throws {
    var passed: [UInt32] = []
    var closed: [UInt32] = []
    for slot in table.takeEnded(at: moment.watermark) {
      let (key, window) = (table[slot].key, table[slot].window)
      if panes.isExpired(window, moment) {
        panes.close(slot, key: key, window, isAtEnd: true, work)
        closed.append(slot)
      } else {
        panes.look(at: slot, key: key, window, moment, isAtEnd: true, work)
        passed.append(slot)
      }
      if panes.areMany(work) { try write(work) }
    }
    try remove(closed, work)
    for slot in passed {
      table.pass(slot, at: moment.watermark, allowedLateness: grouping.allowedLateness)
      panes.startHold(slot)
      if panes.isFinished(slot) { table.close(slot) }
    }
  }

  func expire(_ moment: Moment, _ work: GroupWork) throws {
    let closed = table.takeExpired(at: moment.watermark)
    for slot in closed {
      panes.close(slot, key: table[slot].key, table[slot].window, isAtEnd: false, work)
      if panes.areMany(work) { try write(work) }
    }
    try remove(closed, work)
  }

  /// Writes the panes that were emitted, and removes sessions.
  private func remove(_ slots: [UInt32], _ work: GroupWork) throws {
    try write(work)
    if slots.isEmpty { return }
    for slot in slots {
      panes.clear(slot)
      table.remove(slot)
    }
    try slots.withUnsafeBufferPointer { try panes.content(work).clear($0) }
    panes.expired += slots.count
  }
}

// MARK: Records

extension SessionMachine {
  func insert(_ block: RecordBlock, _ moment: Moment, _ work: GroupWork) throws {
    for segment in block.segments { try insert(segment, of: block, moment, work) }
  }

  /// Adds the records of a segment to sessions.
  private func insert(
    _ segment: RecordSegment, of block: RecordBlock, _ moment: Moment, _ work: GroupWork
  ) throws {
    var chunk: [WindowedRecord] = []
    try segment.forEachRecord(of: block) { record in
      work.scratch.chosen[chunk.count] = record.address
      chunk.append(record)
      if chunk.count == RecordScratch.chunk { try insert(&chunk, of: segment, moment, work) }
    }
    try insert(&chunk, of: segment, moment, work)
  }

  private func insert(
    _ chunk: inout [WindowedRecord], of segment: RecordSegment, _ moment: Moment, _ work: GroupWork
  ) throws {
    if chunk.isEmpty { return }
    let scratch = work.scratch
    table.findKeys(chunk.count, headerSize: segment.form.headerSize, scratch)
    for (index, record) in chunk.enumerated() {
      guard let window = record.windows.first else { continue }
      let key = scratch.keys[index]
      if panes.isExpired(window, moment) {
        panes.late.add(record.elements, of: window, at: moment.watermark, isDropped: true)
        continue
      }
      guard let slot = try session(of: window, key, segment, moment, work) else {
        panes.late.refuse(record.elements)
        continue
      }
      let isKept = panes.note(
        record.elements, at: record.time ?? window.maxTimestamp, of: table[slot].window, in: slot, moment)
      assert(isKept, "a session whose trigger has finished was not closed")
      // At most as many records wait as have been read, so what is written has been read.
      scratch.values[waiting] = scratch.values[index]
      scratch.slots[waiting] = slot
      waiting += 1
    }
    try flush(segment, work)
    chunk.removeAll(keepingCapacity: true)
  }

  /// Adds the records that wait to the content.
  private func flush(_ segment: RecordSegment, _ work: GroupWork) throws {
    if waiting == 0 { return }
    let (table, keys) = (table, table.keys)
    let count = waiting
    waiting = 0
    try panes.content(work).add(
      values: work.scratch.values, slots: work.scratch.slots, count: count, kind: segment.values,
      keyOf: { keys.keys[Int(table[$0].key)] }, mayRetry: work.mayRetry)
  }

  /// The session that takes a window: a new one, or the one that the window and all sessions that it overlaps are merged to; nil if a
  /// session with this window is closed.
  private func session(
    of window: Window, _ key: UInt32, _ segment: RecordSegment, _ moment: Moment, _ work: GroupWork
  ) throws -> UInt32? {
    let overlapping = table.overlapping(window, ofKey: key)
    guard let first = overlapping.first else {
      if table.isClosed(window, ofKey: key) { return nil }
      let slot = table.make(
        window, ofKey: key, at: moment.watermark, allowedLateness: grouping.allowedLateness)
      panes.makeState(slot)
      return slot
    }
    if overlapping.count == 1, table[first].window == window { return first }
    var merged = window
    for slot in overlapping {
      merged.start = min(merged.start, table[slot].window.start)
      merged.end = max(merged.end, table[slot].window.end)
    }
    let target = overlapping.first { table[$0].window == merged } ?? table.longest(of: overlapping) ?? first
    let others = overlapping.filter { $0 != target }
    if !others.isEmpty {
      try flush(segment, work)
      try panes.content(work).merge(others, into: target, work) { [table] in table.keys.keys[Int(table[$0].key)] }
    }
    let isNew = table[target].window != merged
    panes.merge(others, into: target, isNew: isNew, merged, moment)
    for other in others { table.remove(other) }
    if isNew {
      table.setWindow(merged, of: target, at: moment.watermark, allowedLateness: grouping.allowedLateness)
    }
    return target
  }
}
