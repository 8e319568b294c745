import JoistPlan

/// The sessions of each key: windows that grow and merge. A session has a slot, which is used again once it is free.
///
/// SAFETY: one session machine owns it, so one thread at a time uses it. Nothing that it calls comes back to it, so accesses cannot
/// overlap and `@exclusivity(unchecked)` is sound.
final class SessionTable {
  /// The state of a session.
  struct Session {
    var window = Window.global
    /// The number of its key.
    var key: UInt32 = 0
    /// Whether its trigger has finished. It takes part in no merge any more, and only keeps out elements with exactly this window.
    var isClosed = false
    /// Tells entries of earlier sessions of the slot from those of this one.
    var stamp: UInt32 = 0
  }

  private let seed: UInt64
  @exclusivity(unchecked) private(set) var keys: KeyTable
  @exclusivity(unchecked) private var sessions: [Session] = []
  /// The sessions of each key that are not closed, in the order of their windows, which do not overlap.
  @exclusivity(unchecked) private var open: [[UInt32]] = []
  /// The closed sessions of each key that has any.
  @exclusivity(unchecked) private var closed = Lookup<UInt32, [UInt32]>()
  @exclusivity(unchecked) private var free: [UInt32] = []
  /// The sessions whose end the watermark has not passed, by their end; and the others, by their expiry.
  @exclusivity(unchecked) private var ends = Heap<Due>()
  @exclusivity(unchecked) private var expiries = Heap<Due>()
  /// The number of sessions.
  @exclusivity(unchecked) private(set) var count = 0
  /// The number of keys without sessions.
  @exclusivity(unchecked) private var deadKeys = 0

  private struct Due: Comparable, Sendable {
    let moment: Int64
    let slot: UInt32
    let stamp: UInt32

    static func < (a: Due, b: Due) -> Bool { (a.moment, a.slot) < (b.moment, b.slot) }
  }

  init(seed: UInt64) {
    self.seed = seed
    keys = KeyTable(seed: seed)
  }

  /// The memory of the table, in bytes.
  var memory: Int {
    // A key's list of sessions takes an allocation of its own.
    keys.memory + arrayMemory(sessions) + arrayMemory(free) + arrayMemory(open) + (count + keys.count - deadKeys) * 40
      + (ends.count + expiries.count) * MemoryLayout<Due>.stride
  }

  /// The session of a slot.
  subscript(slot: UInt32) -> Session { sessions[Int(slot)] }

  /// Finds or makes the numbers of the keys of records, and finds their values.
  func findKeys(_ count: Int, headerSize: Int, _ scratch: RecordScratch) {
    if deadKeys > 256 && deadKeys > keys.count / 2 { rebuildKeys() }
    keys.slots(scratch.chosen, count: count, headerSize: headerSize, into: scratch.keys, values: scratch.values)
    while open.count < keys.count {
      open.append([])
      deadKeys += 1
    }
  }

  /// Removes keys without sessions, which renumbers the others.
  private func rebuildKeys() {
    let old = keys
    let column = old.keys
    keys = KeyTable(seed: seed)
    var (kept, keptClosed) = ([[UInt32]](), Lookup<UInt32, [UInt32]>())
    for number in column.indices where hasSessions(UInt32(number)) {
      let start = column.offsets[number]
      let new = keys.slot(
        ofKey: column.bytes + start, length: column.offsets[number + 1] - start, hash: old.hash(ofSlot: number))
      kept.append(open[number])
      keptClosed[new] = closed[UInt32(number)]
      for slot in open[number] + (closed[UInt32(number)] ?? []) { sessions[Int(slot)].key = new }
    }
    (open, closed) = (kept, keptClosed)
    deadKeys = 0
  }

  private func hasSessions(_ key: UInt32) -> Bool { !open[Int(key)].isEmpty || closed[key] != nil }

  // MARK: Sessions

  /// The sessions of a key that overlap a window, without closed ones.
  func overlapping(_ window: Window, ofKey key: UInt32) -> [UInt32] {
    var index = firstIndex(ofKey: key) { $0.end > window.start }
    var found: [UInt32] = []
    while index < open[Int(key)].count, self[open[Int(key)][index]].window.start < window.end {
      found.append(open[Int(key)][index])
      index += 1
    }
    return found
  }

  /// The index of the first open session of a key whose window satisfies a condition, which all later ones satisfy, too.
  private func firstIndex(ofKey key: UInt32, where belongs: (Window) -> Bool) -> Int {
    var (low, high) = (0, open[Int(key)].count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[open[Int(key)][middle]].window) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The session with the longest window; nil if there are none.
  func longest(of slots: [UInt32]) -> UInt32? {
    slots.max { self[$0].window.end - self[$0].window.start < self[$1].window.end - self[$1].window.start }
  }

  /// Whether a key has a closed session with exactly this window.
  func isClosed(_ window: Window, ofKey key: UInt32) -> Bool {
    closed[key]?.contains { self[$0].window == window } ?? false
  }

  /// Makes a session.
  func make(_ window: Window, ofKey key: UInt32, at watermark: Int64, allowedLateness: Int64) -> UInt32 {
    if !hasSessions(key) { deadKeys -= 1 }
    let slot = free.popLast() ?? UInt32(sessions.count)
    if Int(slot) == sessions.count { sessions.append(Session()) }
    sessions[Int(slot)] = Session(window: window, key: key, stamp: sessions[Int(slot)].stamp)
    open[Int(key)].insert(slot, at: firstIndex(ofKey: key) { $0.start > window.start })
    count += 1
    schedule(slot, at: watermark, allowedLateness: allowedLateness)
    return slot
  }

  /// Gives a session another window, which includes its own and overlaps no other open one of its key.
  func setWindow(_ window: Window, of slot: UInt32, at watermark: Int64, allowedLateness: Int64) {
    sessions[Int(slot)].window = window
    sessions[Int(slot)].stamp &+= 1
    schedule(slot, at: watermark, allowedLateness: allowedLateness)
  }

  /// Closes a session to elements and merges.
  func close(_ slot: UInt32) {
    guard !self[slot].isClosed else { return }
    removeFromOpen(slot)
    sessions[Int(slot)].isClosed = true
    let key = self[slot].key
    closed[key] = (closed[key] ?? []) + [slot]
  }

  /// Frees a session.
  func remove(_ slot: UInt32) {
    let key = self[slot].key
    if self[slot].isClosed {
      let rest = closed[key]?.filter { $0 != slot }
      closed[key] = rest?.isEmpty == true ? nil : rest
    } else {
      removeFromOpen(slot)
    }
    if !hasSessions(key) { deadKeys += 1 }
    sessions[Int(slot)].stamp &+= 1
    free.append(slot)
    count -= 1
  }

  private func removeFromOpen(_ slot: UInt32) {
    let window = self[slot].window
    let index = firstIndex(ofKey: self[slot].key) { $0.start >= window.start }
    open[Int(self[slot].key)].remove(at: index)
  }

  // MARK: Ends

  private func schedule(_ slot: UInt32, at watermark: Int64, allowedLateness: Int64) {
    let session = sessions[Int(slot)]
    if session.window.isPassed(by: watermark) {
      expiries.push(
        Due(moment: session.window.expiry(allowedLateness: allowedLateness), slot: slot, stamp: session.stamp))
    } else {
      ends.push(Due(moment: session.window.maxTimestamp, slot: slot, stamp: session.stamp))
    }
    // Every element that extends a session adds an entry.
    if ends.count > 2 * count + 64 { ends.keep { sessions[Int($0.slot)].stamp == $0.stamp } }
    if expiries.count > 2 * count + 64 { expiries.keep { sessions[Int($0.slot)].stamp == $0.stamp } }
  }

  /// The last moment of the next session to end; nil if there is none.
  func nextEnd() -> Int64? { next(&ends)?.moment }

  /// The expiry of the next session to expire; nil if there is none.
  func nextExpiry() -> Int64? { next(&expiries)?.moment }

  /// Takes the sessions whose end a watermark has passed. Each is to be removed or passed.
  func takeEnded(at watermark: Int64) -> [UInt32] { take(&ends, at: watermark) }

  /// Takes the sessions that have expired. Each is to be removed.
  func takeExpired(at watermark: Int64) -> [UInt32] { take(&expiries, at: watermark) }

  /// Keeps a session whose end the watermark has passed until its expiry.
  func pass(_ slot: UInt32, at watermark: Int64, allowedLateness: Int64) {
    schedule(slot, at: watermark, allowedLateness: allowedLateness)
  }

  private func next(_ heap: inout Heap<Due>) -> Due? {
    while let first = heap.first {
      if sessions[Int(first.slot)].stamp == first.stamp { return first }
      _ = heap.pop()
    }
    return nil
  }

  private func take(_ heap: inout Heap<Due>, at watermark: Int64) -> [UInt32] {
    var taken: [UInt32] = []
    while let first = next(&heap), Window.isPassed(first.moment, by: watermark) {
      _ = heap.pop()
      taken.append(first.slot)
    }
    return taken
  }
}
