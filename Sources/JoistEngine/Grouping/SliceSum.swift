import JoistPlan

/// The sum of a window's slices: a slot of the shared table for each key of any slice. One per task.
///
/// SAFETY: one task owns it and runs on one thread, and its properties are accessed one at a time, so
/// `@exclusivity(unchecked)` is sound.
final class SliceSum {
  /// The slots of the current window, with the numbers of their keys.
  let list = SlotList()
  /// The number of slots added to the sum.
  @exclusivity(unchecked) private(set) var added = 0
  /// Cleared slots of earlier windows.
  @exclusivity(unchecked) private var free: [UInt32] = []
  /// For each key number the key's index in `list` plus one, or 0.
  @exclusivity(unchecked) private var positions = KeyNumbers()
  /// The slots of the chain that is being added.
  private let slots = SlotList()

  /// Adds the content of a chain. The merges may wait until they are finished.
  /// - Throws: a `GroupingFailure` with a combiner's error.
  func add(_ chain: UInt32, _ shared: SharedTable, _ store: any CombineStore, _ work: GroupWork) throws {
    positions.reserve(shared.keyLimit)
    slots.removeAll()
    shared.append(chain, to: slots)
    for index in 0..<slots.count {
      let key = slots.keys[index]
      var position = positions[key]
      if position == 0 {
        list.append(free.popLast() ?? shared.makeSlot(), key: key)
        position = UInt32(truncatingIfNeeded: list.count)
        positions[key] = position
      }
      work.merges.add(slots.slots[index], into: list.slots[Int(position) &- 1])
    }
    added += slots.count
    if work.merges.areMany { try work.merges.finish(shared, store, work) }
  }

  /// Clears the sum of the current window.
  func clear(_ store: any CombineStore) {
    store.clear(slots: list.all)
    for index in 0..<list.count {
      positions[list.keys[index]] = 0
      free.append(list.slots[index])
    }
    list.removeAll()
    added = 0
  }

  /// Frees the slots.
  func giveBack(to shared: SharedTable) {
    for slot in free { shared.giveBack(slot) }
    free.removeAll(keepingCapacity: true)
  }
}
