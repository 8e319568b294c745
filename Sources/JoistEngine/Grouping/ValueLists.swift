import JoistPlan

/// The values of one window and key group, in the order of their arrival. Bytes lie in pages that never move; columns
/// have the slot and length of each value. Values are gathered by key only when the window fires, in one pass in memory
/// order.
///
/// SAFETY: one window's table owns the lists, so one thread at a time uses them. Nothing that this class calls comes
/// back to it, so accesses cannot overlap and `@exclusivity(unchecked)` is sound. `slots` and `lengths` have `capacity`
/// entries; values are copied only into a page with enough room.
final class ValueLists {
  private struct Page {
    let bytes: UnsafeMutablePointer<UInt8>
    let capacity: Int
    var used = 0
  }

  @exclusivity(unchecked) private var pages: [Page] = []
  @exclusivity(unchecked) private var current = 0
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var lengths: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 64
  @exclusivity(unchecked) private var pageMemory = 0
  /// The number of values.
  @exclusivity(unchecked) private(set) var count = 0

  private static let smallestPage = 1 << 10
  private static let largestPage = 1 << 18

  /// The most values of a key in a pane: Beam's iterables count them with 31 bits.
  let mostValues: Int

  /// Makes empty lists.
  init(mostValues: Int = Int(Int32.max)) {
    self.mostValues = mostValues
    slots = .allocate(capacity: capacity)
    lengths = .allocate(capacity: capacity)
  }

  deinit {
    slots.deallocate()
    lengths.deallocate()
    for page in pages { page.bytes.deallocate() }
  }

  /// The memory of the lists, in bytes.
  var memory: Int { pageMemory + capacity * 8 }

  /// Adds values to slots, in order.
  func add(values: UnsafePointer<UnsafeRawBufferPointer>, slots newSlots: UnsafePointer<UInt32>, count more: Int) {
    if count + more > capacity { growColumns(count + more) }
    (slots + count).update(from: newSlots, count: more)
    var cursor: UnsafeMutablePointer<UInt8>? = nil
    var room = 0
    if current < pages.count {
      cursor = pages[current].bytes + pages[current].used
      room = pages[current].capacity - pages[current].used
    }
    let lengths = lengths + count
    for index in 0..<more {
      let value = values[index]
      let length = value.count
      lengths[index] = UInt32(truncatingIfNeeded: length)
      if length == 0 { continue }
      if length > room || cursor == nil {
        if current < pages.count { pages[current].used = pages[current].capacity - room }
        openPage(length)
        cursor = pages[current].bytes
        room = pages[current].capacity
      }
      if let target = cursor, let source = value.baseAddress {
        copyBytes(target, source.assumingMemoryBound(to: UInt8.self), length)
        cursor = target + length
        room &-= length
      }
    }
    if current < pages.count { pages[current].used = pages[current].capacity - room }
    count += more
  }

  /// Removes all values and keeps the memory that they used.
  func reset() {
    for index in pages.indices { pages[index].used = 0 }
    // Pages that were not used this time are freed, so that memory shrinks after a large window.
    while pages.count > current + 1, let page = pages.popLast() {
      pageMemory -= page.capacity
      page.bytes.deallocate()
    }
    current = 0
    count = 0
  }

  /// Calls `body` for every value, in the order of arrival.
  @inline(__always)
  func forEach(_ body: (_ slot: Int, _ bytes: UnsafePointer<UInt8>, _ length: Int) throws -> Void) rethrows {
    var page = 0
    var index = 0
    while index < count && page < pages.count {
      let start = UnsafePointer(pages[page].bytes)
      let used = pages[page].used
      var offset = 0
      while index < count {
        let length = Int(lengths[index])
        if offset &+ length > used { break }
        try body(Int(slots[index]), start + offset, length)
        offset &+= length
        index &+= 1
      }
      page += 1
    }
    // Empty values at the end need no page. Nothing is read at this address.
    let nowhere = UnsafeRawPointer(lengths).assumingMemoryBound(to: UInt8.self)
    while index < count {
      try body(Int(slots[index]), nowhere, 0)
      index &+= 1
    }
  }

  @inline(never)
  private func openPage(_ length: Int) {
    if current < pages.count && pages[current].used > 0 || current < pages.count && pages[current].capacity < length {
      current += 1
    }
    if current < pages.count {
      if pages[current].capacity >= length { return }
      pageMemory -= pages[current].capacity
      pages[current].bytes.deallocate()
      pages.remove(at: current)
    }
    let wanted = max(length, min(max(pageMemory, Self.smallestPage), Self.largestPage))
    pages.insert(Page(bytes: .allocate(capacity: wanted), capacity: wanted), at: current)
    pageMemory += wanted
  }

  @inline(never)
  private func growColumns(_ wanted: Int) {
    capacity = max(capacity * 2, wanted)
    slots.resize(to: capacity, keeping: count)
    lengths.resize(to: capacity, keeping: count)
  }
}
