public import Rows

/// Combines before the shuffle: key → accumulator, in one window of one bundle.
///
/// Open addressing over cells of eight slots. A byte for each slot, its tag, says whether it is taken and holds seven bits of
/// the hash: one comparison of eight bytes finds a key's slot, nearly always the right one, and the tags of a whole table stay
/// in the nearest cache. Each key group has its own part of the cells: reading the table from front to back gives the keys in
/// the order of their key groups, so that its flush is one stream of records.
///
/// The table is small enough for the nearer caches or it is flushed: it grows past `usual` only where most records are of keys
/// that it has, never past `largest`, and never for keys that all want the same place.
@frozen public struct PartialTable<Key: StreamKey, Accumulator> {
  /// Hash, key and accumulator side by side: a record touches one line of cache, or two.
  @frozen @usableFromInline struct Slot {
    @usableFromInline let hash: UInt64
    @usableFromInline let key: Key
    @usableFromInline var accumulator: Accumulator
    @usableFromInline init(hash: UInt64, key: consuming Key, accumulator: consuming Accumulator) {
      self.hash = hash
      self.key = key
      self.accumulator = accumulator
    }
  }

  /// The tags of each cell, the first slot's lowest. 0: the slot is free, and nothing in it is initialized.
  @usableFromInline var tags: UnsafeMutablePointer<UInt64>
  /// Eight for each cell.
  @usableFromInline var slots: UnsafeMutablePointer<Slot>
  /// `64 - log2(cells)`: what is left of a hash after shifting by it is a cell.
  @usableFromInline var shift: UInt64
  /// Cells of one key group, less one.
  @usableFromInline var partMask: Int
  /// The memory it takes, in bytes.
  @usableFromInline package var memory: Int
  /// Keys that may come before the table grows: three of four slots.
  @usableFromInline var limit: Int
  /// Keys in the table.
  @usableFromInline package var count = 0
  /// Records added since the table was empty.
  @usableFromInline package var added = 0
  /// The smallest timestamp of the records, in milliseconds.
  @usableFromInline package var minTime = Int64.max
  /// What is known of the records at hand.
  @usableFromInline let sighted: UnsafeMutablePointer<Sighting>
  /// Written and never read: so that looking at slots ahead of time is not left out.
  @usableFromInline var touched: UInt64 = 0

  /// Where a record's key probably is.
  @frozen @usableFromInline struct Sighting {
    @usableFromInline let hash: UInt64
    /// The slot that has the key's tag; below 0: there is none.
    @usableFromInline var slot: Int
    @usableFromInline init(hash: UInt64, slot: Int) {
      self.hash = hash
      self.slot = slot
    }
  }

  /// Records that are looked up before the first of them is added: the memory then fetches their slots side by side.
  @inlinable static var ahead: Int { 32 }
  /// The smallest table: a cell for each key group.
  @inlinable static var smallestBits: Int { 7 }
  /// The memory that a table takes where there is no reason for more, in bytes.
  @inlinable static var usual: Int { 4 << 20 }
  /// The most memory that a table takes, in bytes.
  @inlinable static var largest: Int { 16 << 20 }
  /// Records of a key, on average, that are a reason for a table beyond the usual.
  @inlinable static var gain: Int { 3 }
  @inlinable static var taken: UInt64 { 0x8080_8080_8080_8080 }
  @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }

  /// Makes an empty table.
  @inlinable package init() { self.init(bits: Self.smallestBits, sighted: .allocate(capacity: Self.ahead)) }

  /// - Parameter bits: logarithm of the number of cells.
  @inlinable init(bits: Int, sighted: UnsafeMutablePointer<Sighting>) {
    shift = UInt64(64 - bits)
    partMask = (1 << (bits - 7)) - 1
    limit = 6 << bits
    memory = (8 << bits) &* (MemoryLayout<Slot>.stride &+ 1)
    tags = .allocate(capacity: 1 << bits)
    tags.initialize(repeating: 0, count: 1 << bits)
    slots = Self.allocate(8 << bits)
    self.sighted = sighted
  }

  /// Slots of which none lies in two lines of the cache, where a line holds a whole number of them.
  @inlinable static func allocate(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let alignment = Swift.max(64, MemoryLayout<Slot>.alignment)
    return UnsafeMutableRawPointer.allocate(byteCount: count &* MemoryLayout<Slot>.stride, alignment: alignment)
      .bindMemory(to: Slot.self, capacity: count)
  }

  /// Destroys what the table holds and gives the memory back.
  @inlinable package func deallocate() {
    if count > 0 { forEach(in: 0..<cells) { (slots + $0).deinitialize(count: 1) } }
    freeSlots()
    sighted.deallocate()
  }

  @inlinable func freeSlots() {
    tags.deallocate()
    UnsafeMutableRawPointer(slots).deallocate()
  }

  @inlinable var cells: Int { 1 &<< Int(truncatingIfNeeded: 64 &- shift) }

  /// The memory of the slots that are taken, in bytes.
  @inlinable package var content: Int { count &* MemoryLayout<Slot>.stride }

  /// How many slots there are.
  @inlinable package var size: Int { cells &* 8 }

  /// Calls `body` with every slot of some cells that is taken, in order.
  @inlinable @inline(__always) func forEach(in cells: Range<Int>, _ body: (Int) -> Void) {
    for cell in cells {
      var left = tags[cell] & Self.taken
      while left != 0 {
        body(cell &* 8 &+ left.trailingZeroBitCount &>> 3)
        left &= left &- 1
      }
    }
  }
}

// MARK: Finding

extension PartialTable {
  @inlinable @inline(__always) static func tag(of hash: UInt64) -> UInt64 { hash & 0x7F | 0x80 }

  /// The slots of a cell that have a tag, as the top bits of their bytes; a slot above one that has it may be there in error.
  @inlinable @inline(__always) static func matches(_ cell: UInt64, _ tag: UInt64) -> UInt64 {
    let difference = cell ^ tag &* ones
    return (difference &- ones) & ~difference & taken
  }

  @inlinable @inline(__always) func firstCell(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

  /// Notes a key's hash and where it probably is.
  @inlinable @inline(__always) func sight(_ hash: UInt64, as number: Int) {
    let cell = firstCell(of: hash)
    let matches = Self.matches(tags[cell], Self.tag(of: hash))
    let slot = cell &* 8 &+ matches.trailingZeroBitCount &>> 3
    sighted[number] = Sighting(hash: hash, slot: matches == 0 ? -1 : slot)
  }

  /// Asks the memory for the slots that have been sighted.
  @inlinable @inline(__always) mutating func touch(_ count: Int) {
    // So short a loop that the processor has many of these loads under way at once.
    var touched: UInt64 = 0
    for number in 0..<count {
      let slot = UnsafeRawPointer(slots + Swift.max(0, sighted[number].slot))
      touched |= slot.loadUnaligned(as: UInt64.self)
    }
    self.touched = touched
  }

  /// The accumulator of a key that has been sighted, which is made if the key is new; valid until the next call. Nil: there is
  /// no room, and the table has to be flushed first.
  @inlinable @inline(__always)
  mutating func accumulator(
    of key: Key, sighted number: Int, fresh: () -> Accumulator
  ) -> UnsafeMutablePointer<Accumulator>? {
    let sighting = sighted[number]
    let slot = sighting.slot
    if slot >= 0, slots[slot].hash == sighting.hash, Key.isSame(slots[slot].key, key) { return accumulator(at: slot) }
    return accumulatorElsewhere(of: key, sighting.hash, fresh: fresh)
  }

  @inlinable @inline(never)
  mutating func accumulatorElsewhere(
    of key: Key, _ hash: UInt64, fresh: () -> Accumulator
  ) -> UnsafeMutablePointer<Accumulator>? {
    let tag = Self.tag(of: hash)
    let first = firstCell(of: hash)
    var cell = first
    repeat {
      var matches = Self.matches(tags[cell], tag)
      while matches != 0 {
        let slot = cell &* 8 &+ matches.trailingZeroBitCount &>> 3
        if slots[slot].hash == hash, Key.isSame(slots[slot].key, key) { return accumulator(at: slot) }
        matches &= matches &- 1
      }
      if tags[cell] & Self.taken != Self.taken { break }
      cell = self.cell(after: cell)
    } while cell != first
    if tags[cell] & Self.taken == Self.taken || count >= limit {
      let largest = added >= count &* Self.gain ? Self.largest : Self.usual
      if memory &* 2 > largest || count < size &>> 3 { return nil }
      grow()
    }
    let slot = take(hash)
    (slots + slot).initialize(to: Slot(hash: hash, key: key, accumulator: fresh()))
    count &+= 1
    return accumulator(at: slot)
  }

  @inlinable @inline(__always) func accumulator(at slot: Int) -> UnsafeMutablePointer<Accumulator> {
    let offset = MemoryLayout<Slot>.offset(of: \Slot.accumulator) ?? 0
    return UnsafeMutableRawPointer(slots + slot).advanced(by: offset).assumingMemoryBound(to: Accumulator.self)
  }

  /// The next cell of the same key group.
  @inlinable @inline(__always) func cell(after cell: Int) -> Int { cell & ~partMask | (cell &+ 1) & partMask }

  /// Takes the first free slot for a hash; its key group must have one.
  @inlinable @inline(__always) func take(_ hash: UInt64) -> Int {
    var cell = firstCell(of: hash)
    while true {
      let free = ~tags[cell] & Self.taken
      if free != 0 {
        let byte = free.trailingZeroBitCount &>> 3
        tags[cell] |= Self.tag(of: hash) &<< UInt64(truncatingIfNeeded: byte &* 8)
        return cell &* 8 &+ byte
      }
      cell = self.cell(after: cell)
    }
  }
}

// MARK: Changing size

extension PartialTable {
  /// Moves to twice as many cells; then at least half of each key group's slots are free.
  @inlinable mutating func grow() {
    var larger = PartialTable(bits: Int(64 &- shift) + 1, sighted: sighted)
    forEach(in: 0..<cells) { (larger.slots + larger.take(slots[$0].hash)).moveInitialize(from: slots + $0, count: 1) }
    larger.count = count
    larger.added = added
    larger.minTime = minTime
    freeSlots()
    self = larger
    // What was sighted in the smaller table is elsewhere now.
    for number in 0..<Self.ahead { sighted[number].slot = -1 }
  }

  /// Forgets the keys, which have been moved out. A table that was nearly empty becomes smaller.
  @inlinable mutating func clear() {
    let bits = Int(64 &- shift)
    if count < size &>> 4, bits > Self.smallestBits {
      freeSlots()
      self = PartialTable(bits: Swift.max(Self.smallestBits, bits - 2), sighted: sighted)
    } else {
      tags.update(repeating: 0, count: cells)
    }
    count = 0
    added = 0
    minTime = Int64.max
  }
}
