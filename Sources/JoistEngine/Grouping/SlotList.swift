import JoistPlan

/// Some slots of a shared table with the numbers of their keys; the memory serves again.
final class SlotList {
  /// The slots of one window: those from the end of the run before to its own.
  struct Run {
    let window: Window
    let end: Int
  }

  @exclusivity(unchecked) private(set) var slots = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) private(set) var keys = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) var count = 0
  /// The windows that the slots belong to, where somebody has to know.
  @exclusivity(unchecked) private(set) var runs: [Run] = []
  @exclusivity(unchecked) private var capacity = 64

  deinit {
    slots.deallocate()
    keys.deallocate()
  }

  /// The slots.
  var all: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: slots, count: count) }

  /// Says which window the slots belong to that were added since the last run.
  func endRun(_ window: Window) { runs.append(Run(window: window, end: count)) }

  /// Forgets all slots.
  func removeAll() {
    count = 0
    runs.removeAll(keepingCapacity: true)
  }

  /// Makes room for so many in all.
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
