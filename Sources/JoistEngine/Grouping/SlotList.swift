/// Some slots of a shared table with the numbers of their keys; the memory serves again.
final class SlotList {
  @exclusivity(unchecked) private(set) var slots = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) private(set) var keys = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  @exclusivity(unchecked) var count = 0
  @exclusivity(unchecked) private var capacity = 64

  deinit {
    slots.deallocate()
    keys.deallocate()
  }

  /// The slots.
  var all: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: slots, count: count) }

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
