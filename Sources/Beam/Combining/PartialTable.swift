public import Rows

/// Combines before the shuffle: key → accumulator, in one window of one bundle.
///
/// Open addressing, linear probing. Each key group has its own part of the slots, in which a search goes round: reading the
/// table from front to back gives the keys in the order of their key groups, so that its flush is one stream of records, and
/// merging behind the shuffle walks memory in order.
///
/// The table is small enough for the nearer caches or it is flushed: it grows past `usual` only where most records are of keys
/// that it has, never past `largest`, and never for keys that all want the same place.
@frozen public struct PartialTable<Key: StreamKey, Accumulator> {
  /// Hash, key and accumulator side by side: a record touches one line of cache, or two.
  @frozen @usableFromInline struct Slot {
    /// 0: the slot is free, and nothing else in it is initialized.
    @usableFromInline let hash: UInt64
    @usableFromInline let key: Key
    @usableFromInline var accumulator: Accumulator
    @usableFromInline init(hash: UInt64, key: consuming Key, accumulator: consuming Accumulator) {
      self.hash = hash
      self.key = key
      self.accumulator = accumulator
    }
  }

  @usableFromInline var slots: UnsafeMutablePointer<Slot>
  /// `64 - log2(size)`: what is left of a hash after shifting by it is a place.
  @usableFromInline var shift: UInt64
  /// Bytes of a slot: kept, since code that is not specialised would have to look for its metadata.
  @usableFromInline let slotBytes: Int
  /// Slots of one key group, less one.
  @usableFromInline var partMask: Int
  /// Keys that may come before the table grows: five of eight slots.
  @usableFromInline var limit: Int
  /// Keys in the table.
  @usableFromInline package var count = 0
  /// Records added since the table was empty.
  @usableFromInline package var added = 0
  /// The smallest timestamp of the records, in milliseconds.
  @usableFromInline package var minTime = Int64.max

  /// The smallest table: eight slots for each key group.
  @inlinable static var smallestBits: Int { 10 }
  /// The memory that a table takes where there is no reason for more, in bytes.
  @inlinable static var usual: Int { 4 << 20 }
  /// The most memory that a table takes, in bytes.
  @inlinable static var largest: Int { 16 << 20 }
  /// Records of a key, on average, that are a reason for a table beyond the usual.
  @inlinable static var gain: Int { 3 }

  /// Makes an empty table.
  @inlinable package init() { self.init(bits: Self.smallestBits) }

  /// - Parameter bits: logarithm of the number of slots.
  @inlinable init(bits: Int) {
    shift = UInt64(64 - bits)
    slotBytes = MemoryLayout<Slot>.stride
    partMask = (1 << bits) / GroupWriters.groups - 1
    limit = 5 << (bits - 3)
    slots = Self.allocate(1 << bits)
    for place in 0..<1 << bits { hash(at: place).pointee = 0 }
  }

  /// Slots of which none lies in two lines of the cache, where a line holds a whole number of them.
  @inlinable static func allocate(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let alignment = Swift.max(64, MemoryLayout<Slot>.alignment)
    return UnsafeMutableRawPointer.allocate(byteCount: count &* MemoryLayout<Slot>.stride, alignment: alignment)
      .bindMemory(to: Slot.self, capacity: count)
  }

  /// Destroys what the table holds and gives the memory back.
  @inlinable package func deallocate() {
    if count > 0 {
      for place in 0..<size where hash(at: place).pointee != 0 { (slots + place).deinitialize(count: 1) }
    }
    UnsafeMutableRawPointer(slots).deallocate()
  }

  /// How many slots there are.
  @inlinable package var size: Int { 1 &<< Int(truncatingIfNeeded: 64 &- shift) }

  /// The memory of the slots that are taken, in bytes.
  @inlinable package var content: Int { count &* slotBytes }

  /// The memory it takes, in bytes.
  @inlinable package var memory: Int { size &* slotBytes }

  @inlinable @inline(__always) func hash(at place: Int) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(slots + place).assumingMemoryBound(to: UInt64.self)
  }

  @inlinable @inline(__always) func accumulator(at place: Int) -> UnsafeMutablePointer<Accumulator> {
    let offset = MemoryLayout<Slot>.offset(of: \Slot.accumulator) ?? 0
    return UnsafeMutableRawPointer(slots + place).advanced(by: offset).assumingMemoryBound(to: Accumulator.self)
  }
}

// MARK: Finding

extension PartialTable {
  /// The accumulator of a key, which is made if the key is new; valid until the next call. Nil: there is no room, and the table
  /// has to be flushed first.
  @inlinable @inline(__always)
  mutating func accumulator(of key: Key, fresh: () -> Accumulator) -> UnsafeMutablePointer<Accumulator>? {
    let hash = Key.hash(key)
    let first = firstPlace(of: hash)
    var place = first
    repeat {
      let found = self.hash(at: place).pointee
      if found == hash, Key.isSame(slots[place].key, key) { return accumulator(at: place) }
      if found == 0 { break }
      place = self.place(after: place)
    } while place != first
    return insert(key, hash, at: place, fresh: fresh)
  }

  @inlinable @inline(__always) func firstPlace(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

  /// The next place of the same key group.
  @inlinable @inline(__always) func place(after place: Int) -> Int { place & ~partMask | (place &+ 1) & partMask }

  /// Makes the accumulator of a new key.
  /// - Parameter place: where the search for it ended: at a free slot, or where it began, since there is none.
  @inlinable @inline(never)
  mutating func insert(
    _ key: Key, _ hash: UInt64, at place: Int, fresh: () -> Accumulator
  ) -> UnsafeMutablePointer<Accumulator>? {
    var place = place
    if count >= limit || self.hash(at: place).pointee != 0 {
      let largest = added >= count &* Self.gain ? Self.largest : Self.usual
      if memory &* 2 > largest || count < size &>> 3 { return nil }
      grow()
      place = freePlace(of: hash)
    }
    (slots + place).initialize(to: Slot(hash: hash, key: key, accumulator: fresh()))
    count &+= 1
    return accumulator(at: place)
  }

  /// The first free place for a hash, whose key group must have one.
  @inlinable func freePlace(of hash: UInt64) -> Int {
    var place = firstPlace(of: hash)
    while self.hash(at: place).pointee != 0 { place = self.place(after: place) }
    return place
  }
}

// MARK: Changing size

extension PartialTable {
  /// Moves to twice as many slots; then at least half of each key group's are free.
  @inlinable mutating func grow() {
    var larger = PartialTable(bits: Int(64 &- shift) + 1)
    for place in 0..<size {
      let hash = self.hash(at: place).pointee
      if hash != 0 { (larger.slots + larger.freePlace(of: hash)).moveInitialize(from: slots + place, count: 1) }
    }
    larger.count = count
    larger.added = added
    larger.minTime = minTime
    UnsafeMutableRawPointer(slots).deallocate()
    self = larger
  }

  /// Moves out what a slot holds, which is free then; nil: it is free.
  @inlinable @inline(__always) func take(at place: Int) -> Slot? {
    let hash = self.hash(at: place)
    if hash.pointee == 0 { return nil }
    let slot = (slots + place).move()
    hash.pointee = 0
    return slot
  }

  /// Forgets the keys, which have been taken. A table that was nearly empty becomes smaller.
  @inlinable mutating func clear() {
    let bits = Int(64 &- shift)
    if count < size &>> 4, bits > Self.smallestBits {
      UnsafeMutableRawPointer(slots).deallocate()
      self = PartialTable(bits: Swift.max(Self.smallestBits, bits - 2))
    }
    count = 0
    added = 0
    minTime = Int64.max
  }
}
