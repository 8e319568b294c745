import JoistPlan

/// The values of many slots with few values each. Values lie in pages that never move, and each has a link to the one
/// before it in its slot.
///
/// Cleared values are dropped once they are more than half of what was written.
///
/// SAFETY: one shared table's machine owns the values, so one thread at a time uses them. Nothing that this class calls
/// comes back to it, so accesses cannot overlap and `@exclusivity(unchecked)` is sound. Every offset in a chain or header
/// was written by `append`, and its page lives until `moveToNewPages` has copied the values out.
final class ValueChains {
  /// The values of a slot.
  private struct Chain {
    /// The offset of the newest value plus one; 0 if there is none.
    var newest: UInt64 = 0
    var bytes = 0
    var count: UInt32 = 0

    /// The size of its values with their headers, in bytes.
    var size: Int { bytes + Int(count) * headerSize }
  }

  /// The pages. A value is stored as the offset of the one before it plus one (8 bytes), its length (4), and its bytes,
  /// all in one page. Offsets count through all pages; each page is twice as large as the one before it, so an offset
  /// determines the page.
  @exclusivity(unchecked) private var pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  /// The current page; -1 if there is none.
  @exclusivity(unchecked) private var page = -1
  /// The last page that has been allocated; -1 if there is none.
  @exclusivity(unchecked) private var lastPage = -1
  /// The offset up to which `lastPage` was written before the pages were reused from the first.
  @exclusivity(unchecked) private var reached = 0
  /// The offset after the last value.
  @exclusivity(unchecked) private var used = 0
  /// The offset at which the current page ends.
  @exclusivity(unchecked) private var end = 0
  /// The bytes of values that have not been cleared.
  @exclusivity(unchecked) private var live = 0
  /// The bytes of values that have been cleared.
  @exclusivity(unchecked) private var garbage = 0
  @exclusivity(unchecked) private var pageMemory = 0
  @exclusivity(unchecked) private var chains: [Chain] = []
  private static let headerSize = 12
  private static let mostPages = 48
  /// The size of the first page, as a power of two.
  private static let firstBits = 10
  /// The approximate size of keys and values to write together, in bytes.
  private static let bytesTogether = 16 << 10
  /// The most values of a key in a pane: Beam's iterables count them with 31 bits.
  private let mostValues: Int

  init(mostValues: Int = Int(Int32.max)) {
    self.mostValues = mostValues
    pages = Self.noPages()
  }

  deinit { Self.free(pages) }

  /// The memory of the values, in bytes. The part of the last page that was never written does not count, since the
  /// system has not provided it yet.
  var memory: Int {
    let written = page == lastPage ? max(reached, used) : reached
    return pageMemory - (Self.start(ofPage: lastPage + 1) - written) + Self.mostPages * 8 + arrayMemory(chains)
  }

  /// Adds values to slots, in order. A number equal to the number of slots makes a new slot.
  func add(values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int) {
    for index in 0..<count {
      let slot = Int(slots[index])
      if slot == chains.count { chains.append(Chain()) }
      append(values[index], to: slot)
    }
  }

  @inline(__always)
  private func append(_ value: UnsafeRawBufferPointer, to slot: Int) {
    let size = Self.headerSize + value.count
    if end - used < size { makeRoom(size) }
    guard let address = Self.address(of: used, in: pages) else { return }
    address.storeBytes(of: chains[slot].newest, as: UInt64.self)
    address.storeBytes(of: UInt32(truncatingIfNeeded: value.count), toByteOffset: 8, as: UInt32.self)
    if let start = value.baseAddress {
      copyBytes(
        (address + Self.headerSize).assumingMemoryBound(to: UInt8.self), start.assumingMemoryBound(to: UInt8.self),
        value.count)
    }
    chains[slot].newest = UInt64(used) + 1
    chains[slot].count &+= 1
    chains[slot].bytes += value.count
    used += size
    live += size
  }

  /// Moves the values of a slot to another one, which takes a step for each value of the smaller one. Their order is not kept.
  func move(_ source: UInt32, to target: UInt32) {
    let (first, second) = (chains[Int(source)], chains[Int(target)])
    chains[Int(source)] = Chain()
    guard first.count > 0, second.count > 0 else {
      if first.count > 0 { chains[Int(target)] = first }
      return
    }
    let (smaller, larger) = first.count < second.count ? (first, second) : (second, first)
    Self.oldest(of: smaller, in: pages)?.storeBytes(of: larger.newest, as: UInt64.self)
    var joined = smaller
    joined.count += larger.count
    joined.bytes += larger.bytes
    chains[Int(target)] = joined
  }

  /// The oldest value of a chain.
  private static func oldest(
    of chain: Chain, in pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> UnsafeMutableRawPointer? {
    var oldest: UnsafeMutableRawPointer?
    var offset = chain.newest
    while offset > 0, let address = address(of: Int(truncatingIfNeeded: offset) &- 1, in: pages) {
      oldest = address
      offset = address.loadUnaligned(as: UInt64.self)
    }
    return oldest
  }

  /// Clears slots. A number equal to the number of slots makes a new slot.
  func clear(_ slots: UnsafeBufferPointer<UInt32>) {
    for slot in slots {
      if slot == chains.count { chains.append(Chain()) }
      live -= chains[Int(slot)].size
      garbage += chains[Int(slot)].size
      chains[Int(slot)] = Chain()
    }
    if live == 0 { startAgain() }
  }

  /// Appends the keys of slots with their values, in Beam's encoding of a key and an iterable: see `ValueLists.emit`.
  /// - Throws: a `CombineFailure` if a key has more values than an iterable can hold.
  func emit(_ list: SlotList, keys: KeyColumn, _ pane: Pane, _ work: GroupWork) throws {
    try work.writer.write(list, pane, lane: work.lane) { first in
      var end = first
      var bytes = 0
      while end < list.count && bytes < Self.bytesTogether {
        let chain = chains[Int(list.slots[end])]
        if Int(chain.count) > mostValues {
          throw CombineFailure(index: end, underlying: TooManyValues(count: Int(chain.count), most: mostValues))
        }
        let number = Int(list.keys[end])
        bytes += keys.offsets[number + 1] - keys.offsets[number] + 4 + chain.bytes
        end += 1
      }
      return (end, bytes)
    } _: { slots, bytes, builder in
      _ = builder.reserve(bytes)
      builder.reserveElements(slots.count)
      for index in slots { append(list.slots[index], keys, Int(list.keys[index]), to: builder) }
    }
  }

  /// Appends a key with its values to a block with enough room.
  @inline(__always)
  private func append(_ slot: UInt32, _ keys: KeyColumn, _ number: Int, to builder: ElementBlockBuilder) {
    let chain = chains[Int(slot)]
    let start = keys.offsets[number]
    let keyLength = keys.offsets[number + 1] - start
    let target = builder.bytes + builder.used
    copyBytes(target, keys.bytes + start, keyLength)
    UnsafeMutableRawPointer(target + keyLength).storeBytes(of: chain.count.bigEndian, as: UInt32.self)
    builder.used += keyLength + 4 + chain.bytes
    // The chain begins with the newest value, which belongs at the end.
    var cursor = builder.bytes + builder.used
    Self.forEach(chain, in: pages) { value, count in
      cursor -= count
      copyBytes(cursor, value, count)
    }
    builder.endElement()
  }

  /// Calls `body` with the values of a slot, the newest first.
  @inline(__always)
  private static func forEach(
    _ chain: Chain, in pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ body: (_ value: UnsafePointer<UInt8>, _ count: Int) -> Void
  ) {
    var offset = chain.newest
    while offset > 0, let address = address(of: Int(truncatingIfNeeded: offset) &- 1, in: pages) {
      let count = Int(address.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
      body(UnsafePointer((address + headerSize).assumingMemoryBound(to: UInt8.self)), count)
      offset = address.loadUnaligned(as: UInt64.self)
    }
  }
}

// MARK: Pages

extension ValueChains {
  /// The offset at which a page begins.
  private static func start(ofPage page: Int) -> Int { ((1 << page) - 1) << firstBits }

  @inline(__always)
  private static func address(
    of offset: Int, in pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> UnsafeMutableRawPointer? {
    let moved = offset &+ (1 &<< firstBits)
    let bits = 63 &- moved.leadingZeroBitCount
    return pages[bits &- firstBits].map { $0 + (moved &- (1 &<< bits)) }
  }

  /// Drops cleared values if they are many, and opens a page with enough room.
  @inline(never)
  private func makeRoom(_ size: Int) {
    if garbage > used / 2 { moveToNewPages() }
    while end - used < size { openPage(size) }
  }

  private func openPage(_ size: Int) {
    repeat { page += 1 } while 1 << (page + Self.firstBits) < size
    used = Self.start(ofPage: page)
    end = Self.start(ofPage: page + 1)
    guard pages[page] == nil else { return }
    pages[page] = .allocate(byteCount: end - used, alignment: 8)
    pageMemory += end - used
    if page > lastPage { (lastPage, reached) = (page, used) }
  }

  /// Starts again at the first page. The pages are reused.
  private func startAgain() {
    if page == lastPage { reached = max(reached, used) }
    page = -1
    used = 0
    end = 0
    garbage = 0
  }

  private func moveToNewPages() {
    let old = pages
    defer { Self.free(old) }
    pages = Self.noPages()
    pageMemory = 0
    live = 0
    startAgain()
    (lastPage, reached) = (-1, 0)
    var values: [UnsafeRawBufferPointer] = []
    for slot in chains.indices where chains[slot].count > 0 {
      values.removeAll(keepingCapacity: true)
      Self.forEach(chains[slot], in: old) { values.append(UnsafeRawBufferPointer(start: $0, count: $1)) }
      chains[slot] = Chain()
      for value in values.reversed() { append(value, to: slot) }
    }
  }

  private static func noPages() -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    let pages = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: mostPages)
    pages.initialize(repeating: nil, count: mostPages)
    return pages
  }

  private static func free(_ pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>) {
    for page in 0..<mostPages { pages[page]?.deallocate() }
    pages.deallocate()
  }
}
