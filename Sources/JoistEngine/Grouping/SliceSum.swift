import JoistPlan

/// The sum of a window's slices: a slot of the shared table for each key of any of them. One per task.
final class SliceSum {
  /// The slots of the window at hand, with the numbers of their keys.
  let list = SlotList()
  /// Slots of windows before, cleared.
  @exclusivity(unchecked) private var free: [UInt32] = []
  /// By the number of a key: its place in `list` plus one, or 0.
  @exclusivity(unchecked) private var places = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) private var capacity = 0
  /// The slots of the slices at hand, and in place of their keys the slots that they go to.
  private let merges = SlotList()
  /// Merges that are worth a call.
  private static let many = 1024

  deinit { places.deallocate() }

  /// Adds what a slice holds, now or at the next `finish`.
  /// - Throws: a `GroupingFailure` with what a combiner threw.
  func add(_ chain: UInt32, _ shared: SharedTable, _ store: any CombineStore, _ work: GroupWork) throws {
    if shared.keyLimit > capacity { grow(shared.keyLimit) }
    let first = merges.count
    shared.append(chain, to: merges)
    let (keys, places) = (merges.keys, places)
    for index in first..<merges.count {
      let key = Int(keys[index])
      var place = places[key]
      if place == 0 {
        list.append(free.popLast() ?? shared.makeSlot(), key: keys[index])
        place = UInt32(truncatingIfNeeded: list.count)
        places[key] = place
      }
      keys[index] = list.slots[Int(place) &- 1]
    }
    if merges.count >= Self.many { try finish(shared, store, work) }
  }

  /// Does the merges that are left.
  func finish(_ shared: SharedTable, _ store: any CombineStore, _ work: GroupWork) throws {
    let (count, sources, targets) = (merges.count, merges.slots, merges.keys)
    try Combining.retrying(count, mayRetry: work.mayRetry) { done in
      try store.merge(sources: sources + done, into: targets + done, count: count - done)
    } keyOf: {
      shared.keyBytes(ofSlot: sources[$0])
    }
    merges.removeAll()
  }

  /// Forgets the window at hand.
  func clear(_ store: any CombineStore) {
    store.clear(slots: list.all)
    for index in 0..<list.count {
      places[Int(list.keys[index])] = 0
      free.append(list.slots[index])
    }
    list.removeAll()
  }

  /// Gives the slots back.
  func giveBack(to shared: SharedTable) {
    for slot in free { shared.giveBack(slot) }
    free.removeAll(keepingCapacity: true)
  }

  private func grow(_ wanted: Int) {
    let larger = max(64, capacity * 2, wanted)
    places.resize(to: larger, keeping: capacity)
    (places + capacity).initialize(repeating: 0, count: larger - capacity)
    capacity = larger
  }
}
