import JoistPlan

/// Merges of accumulators of a shared table that are done together, in order. One per task.
final class SlotMerges {
  /// The slots that are merged, and in place of their keys the slots that they go to.
  private let list = SlotList()
  /// By the number of a key, its slot in the chain at hand plus one, or 0.
  @exclusivity(unchecked) private var slotsByKey = KeyNumbers()
  /// The slots of the chains at hand.
  private let slots = SlotList()
  /// Merges that are worth a call.
  private static let many = 1024

  /// Adds a slot to another one, now or at the next `finish`.
  @inline(__always)
  func add(_ source: UInt32, into target: UInt32) { list.append(source, key: target) }

  /// Whether enough merges wait to call `finish`.
  var areMany: Bool { list.count >= Self.many }

  /// Adds all slots of a chain to those of their keys in another one, where they are made if they are not there, now or at the
  /// next `finish`.
  /// - Throws: a `GroupingFailure` with what a combiner threw.
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

  /// Does the merges that are left.
  /// - Throws: a `GroupingFailure` with what a combiner threw.
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
