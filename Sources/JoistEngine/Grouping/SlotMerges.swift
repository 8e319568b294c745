import JoistPlan

/// Merges of accumulators of a shared table, collected to be done together in order. One per task.
///
/// SAFETY: one task owns it and runs on one thread, and its properties are accessed one at a time, so
/// `@exclusivity(unchecked)` is sound. `list` does not grow while `finish` uses its memory.
final class SlotMerges {
  /// The source slots, with the target slots instead of key numbers.
  private let list = SlotList()
  /// For each key number the key's slot in the target chain plus one, or 0.
  @exclusivity(unchecked) private var slotsByKey = KeyNumbers()
  /// The slots of the chains that are being merged.
  private let slots = SlotList()
  /// The number of merges that is worth a call of the store.
  private static let many = 1024

  /// Merges a slot into another one, now or at the next `finish`.
  @inline(__always)
  func add(_ source: UInt32, into target: UInt32) { list.append(source, key: target) }

  /// Whether enough merges wait to call `finish`.
  var areMany: Bool { list.count >= Self.many }

  /// Merges all slots of a chain into the slots of the same keys in another chain, which are made if they are missing.
  /// The merges may wait until the next `finish`.
  /// - Throws: a `GroupingFailure` with a combiner's error.
  func add(
    chain: UInt32, into target: UInt32, _ shared: SharedTable, _ store: any CombineStore, _ work: GroupWork
  ) throws {
    slotsByKey.reserve(shared.keyLimit)
    slots.removeAll()
    shared.append(target, to: slots)
    let known = slots.count
    shared.append(chain, to: slots)
    for index in 0..<known { slotsByKey[slots.keys[index]] = slots.slots[index] + 1 }
    for index in known..<slots.count {
      let slot = slotsByKey[slots.keys[index]]
      add(slots.slots[index], into: slot > 0 ? slot - 1 : shared.makeSlot(ofKey: slots.keys[index], in: target))
    }
    for index in 0..<known { slotsByKey[slots.keys[index]] = 0 }
    if areMany { try finish(shared, store, work) }
  }

  /// Does the merges that wait.
  /// - Throws: a `GroupingFailure` with a combiner's error.
  func finish(_ shared: SharedTable, _ store: any CombineStore, _ work: GroupWork) throws {
    let (count, sources, targets) = (list.count, list.slots, list.keys)
    try Combining.retrying(count, mayRetry: work.mayRetry) { done in
      try store.merge(sources: sources + done, into: targets + done, count: count - done)
    } keyOf: {
      shared.keyBytes(ofSlot: sources[$0])
    }
    list.removeAll()
  }
}
