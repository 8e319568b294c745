public import Rows

/// A hash table for combining before the shuffle. It maps keys and contexts to accumulators, for all windows of one bundle.
///
/// It uses open addressing with linear probing. Each key group has its own part of the slots, and a search wraps around within
/// that part. Slots are therefore in the order of key groups: a flush writes one stream of records, and merging after the
/// shuffle reads memory in order.
///
/// The table is flushed before it outgrows the faster caches. It grows past `usual` only if most records repeat keys, never
/// past `largest`, and never for colliding keys. The owner calls `deallocate` once.
@frozen public struct PartialTable<Key: StreamKey, Accumulator> {
  /// Hash, key and accumulator, stored together so that a record touches one or two cache lines.
  @frozen @usableFromInline struct Slot {
    /// The key's hash with the context mixed in (`ContextMix`); 0 if the slot is free, and nothing else in it is initialised.
    @usableFromInline let hash: UInt64
    @usableFromInline let key: Key
    @usableFromInline var accumulator: Accumulator
    @usableFromInline init(hash: UInt64, key: consuming Key, accumulator: consuming Accumulator) {
      self.hash = hash
      self.key = key
      self.accumulator = accumulator
    }
  }

  // SAFETY: `size` slots, whose hash is always initialised; key and accumulator are initialised if the hash is not 0. Indices
  // are masked to the part of a key group. Only the executor's thread uses the table.
  @usableFromInline var slots: UnsafeMutablePointer<Slot>
  /// `64 - log2(size)`: shifting a hash right by it gives an index.
  @usableFromInline var shift: UInt64
  /// The size of a slot, in bytes. Stored, since unspecialised code would have to look up its metadata.
  @usableFromInline let slotBytes: Int
  /// The number of slots of one key group, less one.
  @usableFromInline var partMask: Int
  /// The number of keys at which the table grows: five eighths of the slots.
  @usableFromInline var limit: Int
  /// The number of keys in the table. A key in several contexts counts in each.
  @usableFromInline package var count = 0
  /// The number of records added since the table was empty.
  @usableFromInline package var added = 0
  /// `count` when the table last grew, or 0.
  @usableFromInline var countBefore = 0
  /// `added` when the table last grew, or 0.
  @usableFromInline var addedBefore = 0
  /// The smallest timestamp of the records, in milliseconds.
  @usableFromInline package var minTime = Int64.max
  /// The counts of records and keys per context.
  @usableFromInline package var contexts = ContextCounts()

  /// The smallest table has `1 << smallestBits` slots: eight for each key group.
  @inlinable static var smallestBits: Int { 10 }
  /// The most memory that a table takes unless growing pays, in bytes.
  @inlinable static var usual: Int { 4 << 20 }
  /// The most memory that a table takes, in bytes.
  @inlinable static var largest: Int { 16 << 20 }
  /// The number of keys that a table of the usual memory holds.
  package static var usualRoom: Int {
    var bits = smallestBits
    while MemoryLayout<Slot>.stride << (bits + 1) <= usual { bits += 1 }
    return measures(bits: bits).limit
  }

  /// Whether growing past `usual` pays: since the table last grew, there were at least two and a half records per new key.
  @inlinable var gains: Bool { (added &- addedBefore) &* 2 >= (count &- countBefore) &* 5 }

  /// Creates an empty table of the smallest size.
  @inlinable package init() {
    slotBytes = MemoryLayout<Slot>.stride
    slots = Self.allocate(bits: Self.smallestBits)
    (shift, partMask, limit) = Self.measures(bits: Self.smallestBits)
  }

  @inlinable static func measures(bits: Int) -> (shift: UInt64, partMask: Int, limit: Int) {
    (UInt64(64 - bits), (1 << bits) / GroupWriters.groups - 1, 5 << (bits - 3))
  }

  /// Allocates free slots, aligned so that no slot straddles cache lines if a line holds a whole number of slots.
  @inlinable static func allocate(bits: Int) -> UnsafeMutablePointer<Slot> {
    let alignment = Swift.max(64, MemoryLayout<Slot>.alignment)
    let slots = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<Slot>.stride &<< bits, alignment: alignment
    ).bindMemory(to: Slot.self, capacity: 1 << bits)
    for index in 0..<1 << bits { hash(slots, index).pointee = 0 }
    return slots
  }

  /// Destroys the table's contents and frees its memory.
  @inlinable package func deallocate() {
    if count > 0 {
      for index in 0..<size where hash(at: index).pointee != 0 { (slots + index).deinitialize(count: 1) }
    }
    UnsafeMutableRawPointer(slots).deallocate()
    contexts.deallocate()
  }

  /// The number of slots.
  @inlinable package var size: Int { 1 &<< Int(truncatingIfNeeded: 64 &- shift) }

  /// The memory of the slots in use, in bytes.
  @inlinable package var content: Int { count &* slotBytes }

  /// The memory of all slots, in bytes.
  @inlinable package var memory: Int { size &* slotBytes }

  /// Reports the state of the table.
  @inlinable @inline(__always) func describe(in notes: inout CombineNotes) {
    notes.memory = memory
    notes.content = content
    notes.size = size
    notes.keys = count
    notes.added = added
    notes.only = contexts.only
  }

  /// The hash of a slot, without touching the rest of it.
  // SAFETY: `hash` is the first stored property of `Slot`, a frozen struct, so it is at offset 0; it is always initialised.
  @inlinable @inline(__always)
  static func hash(_ slots: UnsafeMutablePointer<Slot>, _ index: Int) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(slots + index).assumingMemoryBound(to: UInt64.self)
  }

  @inlinable @inline(__always) func hash(at index: Int) -> UnsafeMutablePointer<UInt64> { Self.hash(slots, index) }

  /// The accumulator of a slot in use.
  // SAFETY: the offset is that of the stored property, whose memory is bound to `Accumulator` as a part of the slot.
  @inlinable @inline(__always) func accumulator(at index: Int) -> UnsafeMutablePointer<Accumulator> {
    let offset = MemoryLayout<Slot>.offset(of: \Slot.accumulator) ?? 0
    return UnsafeMutableRawPointer(slots + index).advanced(by: offset).assumingMemoryBound(to: Accumulator.self)
  }
}

// MARK: Finding

extension PartialTable {
  /// Returns the accumulator of a key in a context, and inserts it if it is new. The pointer is valid until the next call.
  /// - Parameters:
  ///   - key: the key.
  ///   - context: the number of the context.
  ///   - bits: the `ContextMix.bits` of the context.
  ///   - function: makes the accumulator.
  /// - Returns: nil if the table is full and must be flushed first.
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

  /// Returns the index at which the search for a hash begins.
  @inlinable @inline(__always) func firstIndex(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

  /// Returns the index of the next slot of the same key group.
  @inlinable @inline(__always) func index(after index: Int) -> Int { index & ~partMask | (index &+ 1) & partMask }

  /// Inserts the accumulator of a new key.
  /// - Parameter index: where the search for the key ended: at a free slot, or where it began if there is none.
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

  /// Returns the index of the first free slot for a hash. Its key group must have one.
  @inlinable func freeIndex(of hash: UInt64) -> Int {
    var index = firstIndex(of: hash)
    while self.hash(at: index).pointee != 0 { index = self.index(after: index) }
    return index
  }
}

// MARK: Changing size

extension PartialTable {
  /// Moves the contents to `1 << bits` slots, which must have room for them.
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

  /// Removes and returns the contents of a slot; nil if the slot is free.
  @inlinable @inline(__always) func take(at index: Int) -> Slot? {
    let hash = self.hash(at: index)
    if hash.pointee == 0 { return nil }
    let slot = (slots + index).move()
    hash.pointee = 0
    return slot
  }

  /// Resets the counts, after all slots have been taken. A table that was nearly empty becomes smaller.
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
