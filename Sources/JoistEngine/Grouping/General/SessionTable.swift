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
    /// The next session of the key, or of the free ones; `none` at the end.
    var next = SessionTable.none
    /// Whether the watermark has passed its end.
    var isPast = false
    /// Whether its trigger has finished. It takes part in no merge any more, and only keeps out elements with exactly this window.
    var isClosed = false
    /// Tells entries of earlier sessions of the slot from those of this one.
    var stamp: UInt32 = 0
  }

  /// The number that stands for no session.
  static let none = UInt32.max

  private let seed: UInt64
  @exclusivity(unchecked) private(set) var keys: KeyTable
  @exclusivity(unchecked) private var sessions: [Session] = []
  /// The newest session of each key.
  @exclusivity(unchecked) private var heads: [UInt32] = []
  @exclusivity(unchecked) private var firstFree = none
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
    keys.memory + arrayMemory(sessions) + arrayMemory(heads)
      + (ends.count + expiries.count) * MemoryLayout<Due>.stride
  }

  /// The session of a slot.
  subscript(slot: UInt32) -> Session { sessions[Int(slot)] }

  /// Finds or makes the numbers of the keys of records, and finds their values.
  func findKeys(_ count: Int, headerSize: Int, _ scratch: RecordScratch) {
    if deadKeys > 256 && deadKeys > keys.count / 2 { rebuildKeys() }
    keys.slots(scratch.chosen, count: count, headerSize: headerSize, into: scratch.keys, values: scratch.values)
    while heads.count < keys.count {
      heads.append(Self.none)
      deadKeys += 1
    }
  }

  /// Removes keys without sessions, which renumbers the others.
  private func rebuildKeys() {
    let old = keys
    let column = old.keys
    keys = KeyTable(seed: seed)
    var kept: [UInt32] = []
    for number in column.indices where heads[number] != Self.none {
      let start = column.offsets[number]
      let new = keys.slot(
        ofKey: column.bytes + start, length: column.offsets[number + 1] - start, hash: old.hash(ofSlot: number))
      kept.append(heads[number])
      var slot = heads[number]
      while slot != Self.none {
        sessions[Int(slot)].key = new
        slot = sessions[Int(slot)].next
      }
    }
    heads = kept
    deadKeys = 0
  }

  // MARK: Sessions

  /// The sessions of a key that overlap a window, without closed ones.
  func overlapping(_ window: Window, ofKey key: UInt32) -> [UInt32] {
    var found: [UInt32] = []
    var slot = heads[Int(key)]
    while slot != Self.none {
      let session = sessions[Int(slot)]
      if !session.isClosed, session.window.start < window.end, window.start < session.window.end { found.append(slot) }
      slot = session.next
    }
    return found
  }

  /// Whether a key has a closed session with exactly this window.
  func isClosed(_ window: Window, ofKey key: UInt32) -> Bool {
    var slot = heads[Int(key)]
    while slot != Self.none {
      if sessions[Int(slot)].isClosed, sessions[Int(slot)].window == window { return true }
      slot = sessions[Int(slot)].next
    }
    return false
  }

  /// Makes a session.
  func make(_ window: Window, ofKey key: UInt32, at watermark: Int64, allowedLateness: Int64) -> UInt32 {
    let slot: UInt32
    if firstFree == Self.none {
      slot = UInt32(sessions.count)
      sessions.append(Session())
    } else {
      slot = firstFree
      firstFree = sessions[Int(slot)].next
    }
    let stamp = sessions[Int(slot)].stamp
    if heads[Int(key)] == Self.none { deadKeys -= 1 }
    sessions[Int(slot)] = Session(window: window, key: key, next: heads[Int(key)], stamp: stamp)
    heads[Int(key)] = slot
    count += 1
    schedule(slot, at: watermark, allowedLateness: allowedLateness)
    return slot
  }

  /// Gives a session another window.
  func setWindow(_ window: Window, of slot: UInt32, at watermark: Int64, allowedLateness: Int64) {
    sessions[Int(slot)].window = window
    sessions[Int(slot)].stamp &+= 1
    schedule(slot, at: watermark, allowedLateness: allowedLateness)
  }

  /// Closes a session to elements and merges.
  func close(_ slot: UInt32) { sessions[Int(slot)].isClosed = true }

  /// Frees a session.
  func remove(_ slot: UInt32) {
    let key = Int(sessions[Int(slot)].key)
    if heads[key] == slot {
      heads[key] = sessions[Int(slot)].next
    } else {
      var before = heads[key]
      while sessions[Int(before)].next != slot { before = sessions[Int(before)].next }
      sessions[Int(before)].next = sessions[Int(slot)].next
    }
    if heads[key] == Self.none { deadKeys += 1 }
    sessions[Int(slot)].stamp &+= 1
    sessions[Int(slot)].next = firstFree
    firstFree = slot
    count -= 1
  }

  // MARK: Ends

  private func schedule(_ slot: UInt32, at watermark: Int64, allowedLateness: Int64) {
    let session = sessions[Int(slot)]
    sessions[Int(slot)].isPast = session.window.isPassed(by: watermark)
    if sessions[Int(slot)].isPast {
      expiries.push(
        Due(moment: session.window.expiry(allowedLateness: allowedLateness), slot: slot, stamp: session.stamp))
    } else {
      ends.push(Due(moment: session.window.maxTimestamp, slot: slot, stamp: session.stamp))
    }
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
