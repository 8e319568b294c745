public import Rows

/// Combines before the shuffle: key and context → accumulator, for all windows of one bundle.
///
/// Open addressing, linear probing. Each key group has its own part of the slots, in which a search goes round: reading the
/// table from front to back gives the keys in the order of their key groups, so that its flush is one stream of records, and
/// merging after the shuffle walks memory in order.
///
/// The table is small enough for the nearer caches or it is flushed: it grows past `usual` only where most records are of keys
/// that it has, never past `largest`, and never for keys that all want the same slot.
@frozen public struct PartialTable<Key: StreamKey, Accumulator> {
  /// Hash, key and accumulator side by side: a record touches one line of cache, or two.
  @frozen @usableFromInline struct Slot {
    /// The key's hash with the context mixed in (`ContextMix`). 0: the slot is free, and nothing else in it is initialized.
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
  /// `64 - log2(size)`: what is left of a hash after shifting by it is an index.
  @usableFromInline var shift: UInt64
  /// Bytes of a slot: kept, since code that is not specialised would have to look for its metadata.
  @usableFromInline let slotBytes: Int
  /// Slots of one key group, less one.
  @usableFromInline var partMask: Int
  /// Keys that may come before the table grows: five of eight slots.
  @usableFromInline var limit: Int
  /// Keys in the table; one that is in several contexts counts in each.
  @usableFromInline package var count = 0
  /// Records added since the table was empty.
  @usableFromInline package var added = 0
  /// Keys and records when it became larger last, or empty.
  @usableFromInline var countBefore = 0
  @usableFromInline var addedBefore = 0
  /// The smallest timestamp of the records, in milliseconds.
  @usableFromInline package var minTime = Int64.max
  /// The contexts that the table has met.
  @usableFromInline package var contexts = ContextCounts()

  /// The smallest table: eight slots for each key group.
  @inlinable static var smallestBits: Int { 10 }
  /// The memory that a table takes where there is no reason for more, in bytes.
  @inlinable static var usual: Int { 4 << 20 }
  /// The most memory that a table takes, in bytes.
  @inlinable static var largest: Int { 16 << 20 }
  /// The keys that a table of the usual memory takes.
  package static var usualRoom: Int {
    var bits = smallestBits
    while MemoryLayout<Slot>.stride << (bits + 1) <= usual { bits += 1 }
    return measures(bits: bits).limit
  }

  /// Whether a larger table pays: since it grew last, each new key has brought two and a half records.
  @inlinable var gains: Bool { (added &- addedBefore) &* 2 >= (count &- countBefore) &* 5 }

  /// Makes an empty table.
  @inlinable package init() {
    slotBytes = MemoryLayout<Slot>.stride
    slots = Self.allocate(bits: Self.smallestBits)
    (shift, partMask, limit) = Self.measures(bits: Self.smallestBits)
  }

  @inlinable static func measures(bits: Int) -> (shift: UInt64, partMask: Int, limit: Int) {
    (UInt64(64 - bits), (1 << bits) / GroupWriters.groups - 1, 5 << (bits - 3))
  }

  /// Free slots, of which none lies in two lines of the cache, where a line holds a whole number of them.
  @inlinable static func allocate(bits: Int) -> UnsafeMutablePointer<Slot> {
    let alignment = Swift.max(64, MemoryLayout<Slot>.alignment)
    let slots = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<Slot>.stride &<< bits, alignment: alignment
    ).bindMemory(to: Slot.self, capacity: 1 << bits)
    for index in 0..<1 << bits { hash(slots, index).pointee = 0 }
    return slots
  }

  /// Destroys what the table holds and gives the memory back.
  @inlinable package func deallocate() {
    if count > 0 {
      for index in 0..<size where hash(at: index).pointee != 0 { (slots + index).deinitialize(count: 1) }
    }
    UnsafeMutableRawPointer(slots).deallocate()
    contexts.deallocate()
  }

  /// How many slots there are.
  @inlinable package var size: Int { 1 &<< Int(truncatingIfNeeded: 64 &- shift) }

  /// The memory of the slots that are taken, in bytes.
  @inlinable package var content: Int { count &* slotBytes }

  /// The memory it takes, in bytes.
  @inlinable package var memory: Int { size &* slotBytes }

  /// Says how it stands.
  @inlinable @inline(__always) func describe(in notes: inout CombineNotes) {
    notes.memory = memory
    notes.content = content
    notes.size = size
    notes.keys = count
    notes.added = added
    notes.only = contexts.only
  }

  @inlinable @inline(__always)
  static func hash(_ slots: UnsafeMutablePointer<Slot>, _ index: Int) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(slots + index).assumingMemoryBound(to: UInt64.self)
  }

  @inlinable @inline(__always) func hash(at index: Int) -> UnsafeMutablePointer<UInt64> { Self.hash(slots, index) }

  @inlinable @inline(__always) func accumulator(at index: Int) -> UnsafeMutablePointer<Accumulator> {
    let offset = MemoryLayout<Slot>.offset(of: \Slot.accumulator) ?? 0
    return UnsafeMutableRawPointer(slots + index).advanced(by: offset).assumingMemoryBound(to: Accumulator.self)
  }
}

// MARK: Finding

extension PartialTable {
  /// The accumulator of a key in a context, which is made if it is new; valid until the next call. Nil: there is no room, and
  /// the table has to be flushed first.
  /// - Parameters:
  ///   - bits: what `ContextMix` has for the context.
  ///   - function: makes the accumulator.
  @inlinable @inline(__always)
  mutating func accumulator<Function: CombineFn>(
    of key: Key, in context: UInt32, _ bits: UInt64, by function: borrowing Function
  ) -> UnsafeMutablePointer<Accumulator>? where Function.Accumulator == Accumulator {
    let hash = ContextMix.mix(Key.hash(key), bits)
    let first = firstIndex(of: hash)
    var index = first
    repeat {
      let found = self.hash(at: index).pointee
      if found == hash, Key.isSame(slots[index].key, key) { return accumulator(at: index) }
      if found == 0 { break }
      index = self.index(after: index)
    } while index != first
    return insert(key, context, hash, at: index, by: function)
  }

  @inlinable @inline(__always) func firstIndex(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

  /// The next slot of the same key group.
  @inlinable @inline(__always) func index(after index: Int) -> Int { index & ~partMask | (index &+ 1) & partMask }

  /// Makes the accumulator of a new key.
  /// - Parameter index: where the search for it ended: at a free slot, or where it began, since there is none.
  @inlinable @inline(never)
  mutating func insert<Function: CombineFn>(
    _ key: Key, _ context: UInt32, _ hash: UInt64, at index: Int, by function: borrowing Function
  ) -> UnsafeMutablePointer<Accumulator>? where Function.Accumulator == Accumulator {
    var index = index
    if count >= limit || self.hash(at: index).pointee != 0 {
      let largest = gains ? Self.largest : Self.usual
      if memory &* 2 > largest || count < size &>> 3 { return nil }
      resize(bits: Int(64 &- shift) + 1)
      (countBefore, addedBefore) = (count, added)
      index = freeIndex(of: hash)
    }
    (slots + index).initialize(to: Slot(hash: hash, key: key, accumulator: function.makeAccumulator()))
    count &+= 1
    contexts.counts[Int(context)].keys &+= 1
    return accumulator(at: index)
  }

  /// The first free slot for a hash, whose key group must have one.
  @inlinable func freeIndex(of hash: UInt64) -> Int {
    var index = firstIndex(of: hash)
    while self.hash(at: index).pointee != 0 { index = self.index(after: index) }
    return index
  }
}

// MARK: Changing size

extension PartialTable {
  /// Moves to so many slots, which must be enough.
  @inlinable mutating func resize(bits: Int) {
    let old = slots
    let oldSize = size
    slots = Self.allocate(bits: bits)
    (shift, partMask, limit) = Self.measures(bits: bits)
    for index in 0..<oldSize {
      let hash = Self.hash(old, index).pointee
      if hash != 0 { (slots + freeIndex(of: hash)).moveInitialize(from: old + index, count: 1) }
    }
    UnsafeMutableRawPointer(old).deallocate()
  }

  /// Moves out what a slot holds, which is free then; nil: it is free.
  @inlinable @inline(__always) func take(at index: Int) -> Slot? {
    let hash = self.hash(at: index)
    if hash.pointee == 0 { return nil }
    let slot = (slots + index).move()
    hash.pointee = 0
    return slot
  }

  /// Forgets the keys, which have been taken. A table that was nearly empty becomes smaller.
  @inlinable mutating func clear() {
    let bits = Int(64 &- shift)
    if count < size &>> 4, bits > Self.smallestBits { resize(bits: Swift.max(Self.smallestBits, bits - 2)) }
    count = 0
    added = 0
    (countBefore, addedBefore) = (0, 0)
    minTime = Int64.max
    contexts.clear()
  }
}
