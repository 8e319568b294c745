import JoistPlan

/// The sum of a window's slices: a slot of the shared table for each key of any of them. One per task.
final class SliceSum {
  /// The slots of the window at hand, with the numbers of their keys.
  let list = SlotList()
  /// How many slots have been added to it.
  @exclusivity(unchecked) private(set) var added = 0
  /// Slots of windows before, cleared.
  @exclusivity(unchecked) private var free: [UInt32] = []
  /// By the number of a key: its place in `list` plus one, or 0.
  @exclusivity(unchecked) private var positions = KeyNumbers()
  /// The slots of the chain at hand.
  private let slots = SlotList()

  /// Adds what a chain holds, now or when the merges are finished.
  /// - Throws: a `GroupingFailure` with what a combiner threw.
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

  /// Forgets the window at hand.
  func clear(_ store: any CombineStore) {
    store.clear(slots: list.all)
    for index in 0..<list.count {
      positions[list.keys[index]] = 0
      free.append(list.slots[index])
    }
    list.removeAll()
    added = 0
  }

  /// Gives the slots back.
  func giveBack(to shared: SharedTable) {
    for slot in free { shared.giveBack(slot) }
    free.removeAll(keepingCapacity: true)
  }
}
