import JoistPlan

/// The values of many slots with few values each: bytes in pages that never move, each value chained to the one before it of
/// its slot.
///
/// Owned by one shared table's machine. What was cleared is forgotten when it is more than half of what was written.
final class ValueChains {
  /// A slot's values.
  private struct Chain {
    /// Where the newest one stands, plus one; 0: there is none.
    var newest: UInt64 = 0
    var bytes = 0
    var count: UInt32 = 0

    /// What its values take with their headers.
    var size: Int { bytes + Int(count) * headerSize }
  }

  /// Values: where the one before stands plus one (8 bytes), the length (4), the bytes. A page is twice as large as the one before
  /// it, so the place of a value tells its page. No value lies in two.
  @exclusivity(unchecked) private var pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  /// The page at hand; -1: there is none.
  @exclusivity(unchecked) private var page = -1
  /// The last page that there is memory for.
  @exclusivity(unchecked) private var lastPage = -1
  /// The place up to which it was written before the pages were begun again.
  @exclusivity(unchecked) private var reached = 0
  /// The place after the last value.
  @exclusivity(unchecked) private var used = 0
  /// The place where the page ends.
  @exclusivity(unchecked) private var end = 0
  /// What the values take that have not been cleared.
  @exclusivity(unchecked) private var live = 0
  /// What those took that have been.
  @exclusivity(unchecked) private var garbage = 0
  @exclusivity(unchecked) private var pageMemory = 0
  @exclusivity(unchecked) private var chains: [Chain] = []
  private static let headerSize = 12
  private static let mostPages = 48
  /// The size of the first page is two to the power of this.
  private static let firstBits = 10
  /// Bytes of keys and values that are written together, about.
  private static let bytesTogether = 16 << 10
  /// The most values of a key that a pane may show: Beam's iterables count them with 31 bits.
  private let mostValues: Int

  init(mostValues: Int = Int(Int32.max)) {
    self.mostValues = mostValues
    pages = Self.noPages()
  }

  deinit { Self.free(pages) }

  /// The memory it takes, in bytes. What has never been written of the last page does not count: the system has not given it yet.
  var memory: Int {
    let written = page == lastPage ? max(reached, used) : reached
    return pageMemory - (Self.start(ofPage: lastPage + 1) - written) + Self.mostPages * 8 + arrayMemory(chains)
  }

  /// Adds values to slots, in order. A slot number equal to the number of slots so far makes a new slot.
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

  /// Makes slots hold nothing; a slot number equal to the number of slots so far makes a new slot.
  func clear(_ slots: UnsafeBufferPointer<UInt32>) {
    for slot in slots {
      if slot == chains.count { chains.append(Chain()) }
      live -= chains[Int(slot)].size
      garbage += chains[Int(slot)].size
      chains[Int(slot)] = Chain()
    }
    if live == 0 { startAgain() }
  }

  /// Appends the keys of slots with their values, as Beam's encoding of a key and an iterable: see `ValueLists.emit`.
  /// - Throws: a `CombineFailure` where a key has more values than an iterable can hold.
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

  /// Appends a key with its values to a block that has room for them.
  @inline(__always)
  private func append(_ slot: UInt32, _ keys: KeyColumn, _ number: Int, to builder: ElementBlockBuilder) {
    let chain = chains[Int(slot)]
    let start = keys.offsets[number]
    let keyLength = keys.offsets[number + 1] - start
    let target = builder.bytes + builder.used
    copyBytes(target, keys.bytes + start, keyLength)
    UnsafeMutableRawPointer(target + keyLength).storeBytes(of: chain.count.bigEndian, as: UInt32.self)
    builder.used += keyLength + 4 + chain.bytes
    // The newest is at hand, and the last to be shown.
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
  /// Where the page begins.
  private static func start(ofPage page: Int) -> Int { ((1 << page) - 1) << firstBits }

  @inline(__always)
  private static func address(
    of offset: Int, in pages: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> UnsafeMutableRawPointer? {
    let moved = offset &+ (1 &<< firstBits)
    let bits = 63 &- moved.leadingZeroBitCount
    return pages[bits &- firstBits].map { $0 + (moved &- (1 &<< bits)) }
  }

  /// Forgets what was cleared, if that is much, and goes on to a page with room.
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

  /// Begins with the first page; the pages stay for what comes.
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
