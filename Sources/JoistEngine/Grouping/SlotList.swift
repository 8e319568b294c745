import JoistPlan

/// A list of slots of a shared table with the numbers of their keys. The memory is reused.
///
/// SAFETY: one task owns the list and runs on one thread, and nothing that it calls comes back to it, so accesses cannot
/// overlap and `@exclusivity(unchecked)` is sound. `slots` and `keys` have `capacity` entries; `reserve` comes before writes.
final class SlotList {
  /// The slots of one window: from the end of the previous run to `end`.
  struct Run {
    let window: Window
    let end: Int
  }

  @exclusivity(unchecked) private(set) var slots = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) private(set) var keys = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) var count = 0
  /// The windows of the slots, if the list is written by window.
  @exclusivity(unchecked) private(set) var runs: [Run] = []
  /// The pane and timestamp of each run, if they differ.
  @exclusivity(unchecked) private(set) var panes: [(pane: Pane, time: Int64)] = []
  @exclusivity(unchecked) private var capacity = 64

  deinit {
    slots.deallocate()
    keys.deallocate()
  }

  /// The first `count` slots, valid until the list grows.
  var all: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: slots, count: count) }

  /// Sets the window of the slots that were added since the last run.
  func endRun(_ window: Window) { runs.append(Run(window: window, end: count)) }

  /// Sets the window, pane and timestamp of the slots that were added since the last run. Use it for all runs of a list or for none.
  func endRun(_ window: Window, _ pane: Pane, time: Int64) {
    endRun(window)
    panes.append((pane, time))
  }

  /// Removes all slots.
  func removeAll() {
    count = 0
    runs.removeAll(keepingCapacity: true)
    panes.removeAll(keepingCapacity: true)
  }

  /// Makes room for `wanted` slots in total.
  func reserve(_ wanted: Int) {
    if wanted > capacity { grow(wanted) }
  }

  /// Adds a slot.
  @inline(__always)
  func append(_ slot: UInt32, key: UInt32) {
    if count == capacity { grow(count + 1) }
    slots[count] = slot
    keys[count] = key
    count &+= 1
  }

  @inline(never)
  private func grow(_ wanted: Int) {
    capacity = max(capacity * 2, wanted)
    slots.resize(to: capacity, keeping: count)
    keys.resize(to: capacity, keeping: count)
  }
}
