import JoistPlan

/// Gives each distinct key a slot: dense numbers in the order in which the keys arrived.
///
/// A hash table with open addressing, over encoded keys. An entry of the index has a part of the hash and the slot, so
/// that a probe nearly always stays within one cache line; the keys themselves follow one another in an arena. A key's
/// home in the index depends on a seed. Different keys can be chosen to have the same whole hash, and would still share
/// a home. If that happens often, the table is *guarded*: it computes hashes of its own from the keys' bytes and the
/// seed.
///
/// One window table, shared table or cell table owns it. `reset` keeps the memory.
///
/// SAFETY: the owner's thread is the only one to use the table, and nothing that it calls comes back to it, so accesses
/// cannot overlap and `@exclusivity(unchecked)` is sound. Positions in the index are `bits` wide or masked, hence within it,
/// and it always has a free entry, which ends a search. Slots in it are below `count`; `reserve` makes room for the keys of a
/// run, and the arena grows before a copy.
final class KeyTable {
  /// The index: `1 << bits` entries, each 0 if free, else the low half of the hash above the slot plus one.
  @exclusivity(unchecked) private var index: UnsafeMutablePointer<UInt64>
  @exclusivity(unchecked) private var bits: Int
  /// The most keys before the table grows.
  @exclusivity(unchecked) private var limit: Int
  /// The hash of each slot's key, for growing.
  @exclusivity(unchecked) private var hashes: UnsafeMutablePointer<UInt64>
  /// The offset in the arena at which each slot's key starts, and after the last one the offset at which it ends.
  @exclusivity(unchecked) private var offsets: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var slotCapacity: Int
  /// The keys, one after another. There is one byte more than `arenaCapacity`, so that an empty key at the end has an
  /// address.
  @exclusivity(unchecked) private var arena: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var arenaCapacity: Int
  private let seed: UInt64
  /// Receives what `touch` reads, so that the compiler keeps the reads. Nothing reads it.
  private let touched: UnsafeMutablePointer<UInt64>
  /// The number of keys.
  @exclusivity(unchecked) private(set) var count = 0
  /// How often a key met another key with the same hash since the last `reset`.
  @exclusivity(unchecked) private var collisions = 0
  /// Whether homes depend on the keys' bytes and the seed, and not on the hashes that come with the keys.
  @exclusivity(unchecked) private(set) var isGuarded = false
  /// The number of collisions after which the table is guarded. By chance there are hardly ever any.
  private static let mostCollisions = 256

  private static let smallest = 6
  /// The most of the first records that are assumed to have different keys.
  private static let mostExpected = 1024
  /// The number of records that are looked up together.
  private static let run = 32
  /// The size from which on an index is too large for the nearest cache, as a power of two.
  private static let largeBits = 12
  /// The size from which on a table is no longer in the nearest cache when its key group has its next turn, as a power
  /// of two.
  private static let coldBits = 7
  private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Makes an empty table.
  init(seed: UInt64) {
    self.seed = seed
    bits = Self.smallest
    limit = Self.limit(ofBits: bits)
    index = .allocate(capacity: 1 << bits)
    index.initialize(repeating: 0, count: 1 << bits)
    slotCapacity = limit
    hashes = .allocate(capacity: slotCapacity)
    offsets = .allocate(capacity: slotCapacity + 1)
    offsets[0] = 0
    arenaCapacity = 512
    arena = .allocate(capacity: arenaCapacity + 1)
    touched = .allocate(capacity: Self.run)
  }

  deinit {
    touched.deallocate()
    index.deallocate()
    hashes.deallocate()
    offsets.deallocate()
    arena.deallocate()
  }

  /// The keys, by slot. Valid until the table changes.
  var keys: KeyColumn { KeyColumn(bytes: arena, offsets: offsets, count: count) }

  /// The memory of the table, in bytes.
  var memory: Int { (8 << bits) + slotCapacity * 16 + arenaCapacity + 8 }

  /// The most keys of an index: half of its entries while it fits into the nearest cache, since most searches then end
  /// at their first entry, and two thirds if it is larger.
  private static func limit(ofBits bits: Int) -> Int { bits < largeBits ? (1 << bits) / 2 : (2 << bits) / 3 }

  /// The home of a hash in an index of `1 << bits` entries: the position at which a search begins.
  @inline(__always)
  static func home(_ hash: UInt64, _ seed: UInt64, _ bits: Int) -> Int {
    Int(truncatingIfNeeded: ((hash ^ seed) &* odd) &>> UInt64(truncatingIfNeeded: 64 &- bits))
  }

  @inline(__always)
  private static func tag(_ hash: UInt64) -> UInt64 { hash &<< 32 }

  /// Reads all that the lookups of some records will need, one kind of memory after another, so that cache misses of
  /// all records overlap.
  @inline(__always)
  private func touch(_ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int) {
    let (touched, index, offsets, arena, bits, seed) = (touched, index, offsets, arena, bits, seed)
    for position in 0..<count {
      let hash = UnsafeRawPointer(records[position]).loadUnaligned(as: UInt64.self)
      touched[position] = index[Self.home(hash, seed, bits)]
    }
    for position in 0..<count {
      let slot = Int(truncatingIfNeeded: touched[position] & 0xFFFF_FFFF)
      touched[position] = UInt64(truncatingIfNeeded: offsets[max(slot &- 1, 0)])
    }
    for position in 0..<count {
      touched[position] = UInt64(arena[Int(truncatingIfNeeded: touched[position])])
    }
  }

  /// Makes room for the keys of a window's first records, which are nearly all different. Later records often have keys
  /// that exist.
  func expect(_ records: Int) {
    if count == 0 { reserve(min(records, Self.mostExpected)) }
  }

  /// Finds or makes the slots of records.
  /// - Parameters:
  ///   - records: the address of each record.
  ///   - count: the number of records.
  ///   - headerSize: the bytes before a record's key.
  ///   - slots: receives the slot of each record.
  ///   - values: receives the value of each record.
  func slots(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, count more: Int, headerSize: Int,
    into slots: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<UnsafeRawBufferPointer>
  ) {
    // The index of an empty table has just been made or cleared, so a small one is in the nearest cache.
    let isNear = count == 0 && bits < Self.largeBits
    var done = 0
    while done < more {
      let run = min(more &- done, Self.run)
      reserve(run)
      if bits >= Self.coldBits && !isNear && !isGuarded { touch(records + done, run) }
      self.slots(ofRun: records + done, run, headerSize, into: slots + done, values: values + done)
      done &+= run
    }
  }

  /// As `slots(_:count:headerSize:into:values:)` for a few records, with room reserved for all of them.
  ///
  /// New keys are added as `append` does it, but with the table's properties in registers: this is the hot loop of
  /// grouping.
  @inline(__always)
  private func slots(
    ofRun records: UnsafePointer<UnsafePointer<UInt8>>, _ more: Int, _ headerSize: Int,
    into slots: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<UnsafeRawBufferPointer>
  ) {
    let (index, hashes, offsets, bits, seed, isGuarded) = (index, hashes, offsets, bits, seed, isGuarded)
    let mask = (1 &<< bits) &- 1
    var (arena, arenaCapacity, count) = (arena, arenaCapacity, count)
    var used = offsets[count]
    var met = 0
    for position in 0..<more {
      let record = Record(at: records[position], headerSize: headerSize)
      values[position] = UnsafeRawBufferPointer(start: record.value, count: record.valueLength)
      let hash = isGuarded ? GuardedHash.hash(record.key, record.keyLength, seed: seed) : record.hash
      let tag = Self.tag(hash)
      var at = Self.home(hash, seed, bits)
      while true {
        let entry = index[at]
        if entry == 0 {
          if used &+ record.keyLength > arenaCapacity {
            growArena(record.keyLength, keeping: used)
            (arena, arenaCapacity) = (self.arena, self.arenaCapacity)
          }
          copyBytes(arena + used, record.key, record.keyLength)
          used &+= record.keyLength
          hashes[count] = record.hash
          slots[position] = UInt32(truncatingIfNeeded: count)
          count &+= 1
          offsets[count] = used
          index[at] = tag | UInt64(truncatingIfNeeded: count)
          break
        }
        if (entry ^ tag) &>> 32 == 0 {
          let slot = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
          let offset = offsets[slot]
          if offsets[slot &+ 1] &- offset == record.keyLength
            && haveSameBytes(arena + offset, record.key, record.keyLength)
          {
            slots[position] = UInt32(truncatingIfNeeded: slot)
            break
          }
          met &+= 1
        }
        at = (at &+ 1) & mask
      }
    }
    self.count = count
    if met > 0 { note(collisions: met) }
  }

  /// Finds or makes the slot of one key.
  func slot(ofKey key: UnsafePointer<UInt8>, length: Int, hash: UInt64) -> UInt32 {
    reserve(1)
    let own = isGuarded ? GuardedHash.hash(key, length, seed: seed) : hash
    let tag = Self.tag(own)
    var at = Self.home(own, seed, bits)
    var met = 0
    defer { if met > 0 { note(collisions: met) } }
    while true {
      let entry = index[at]
      if entry == 0 { break }
      if (entry ^ tag) &>> 32 == 0 {
        let slot = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
        if offsets[slot &+ 1] &- offsets[slot] == length && haveSameBytes(arena + offsets[slot], key, length) {
          return UInt32(truncatingIfNeeded: slot)
        }
        met &+= 1
      }
      at = (at &+ 1) & ((1 &<< bits) &- 1)
    }
    index[at] = tag | UInt64(count &+ 1)
    append(key, length, hash)
    return UInt32(truncatingIfNeeded: count &- 1)
  }

  /// The slot of a key; nil if the table does not have it.
  func find(_ key: UnsafePointer<UInt8>, length: Int, hash: UInt64) -> Int? {
    let own = isGuarded ? GuardedHash.hash(key, length, seed: seed) : hash
    let tag = Self.tag(own)
    var at = Self.home(own, seed, bits)
    while true {
      let entry = index[at]
      if entry == 0 { return nil }
      if (entry ^ tag) &>> 32 == 0 {
        let slot = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
        if offsets[slot &+ 1] &- offsets[slot] == length && haveSameBytes(arena + offsets[slot], key, length) {
          return slot
        }
      }
      at = (at &+ 1) & ((1 &<< bits) &- 1)
    }
  }

  /// Counts collisions, and guards the table after too many.
  @inline(never)
  private func note(collisions more: Int) {
    collisions += more
    guard collisions > Self.mostCollisions, !isGuarded else { return }
    isGuarded = true
    fillIndex()
  }

  /// The hash that came with a slot's key.
  func hash(ofSlot slot: Int) -> UInt64 { hashes[slot] }

  /// Removes all keys. Keeps the memory, or less of it if there were few keys.
  func reset() {
    if bits > Self.smallest + 4 && count < limit / 16 {
      let wanted = bits - 3
      index.deallocate()
      index = .allocate(capacity: 1 << wanted)
      bits = wanted
      limit = Self.limit(ofBits: bits)
      resizeSlots(limit, keeping: 0)
      arena.deallocate()
      arenaCapacity = max(512, arenaCapacity / 8)
      arena = .allocate(capacity: arenaCapacity + 1)
    }
    index.update(repeating: 0, count: 1 << bits)
    count = 0
    collisions = 0
    isGuarded = false
  }

  private func append(_ key: UnsafePointer<UInt8>, _ length: Int, _ hash: UInt64) {
    let used = offsets[count]
    if used &+ length > arenaCapacity { growArena(length, keeping: used) }
    copyBytes(arena + used, key, length)
    hashes[count] = hash
    count &+= 1
    offsets[count] = used &+ length
  }

  /// Makes room for `more` keys.
  @inline(__always)
  private func reserve(_ more: Int) {
    if count &+ more > limit { grow(count &+ more) }
  }

  @inline(never)
  private func grow(_ keys: Int) {
    while Self.limit(ofBits: bits) < keys { bits += 1 }
    limit = Self.limit(ofBits: bits)
    index.deallocate()
    index = .allocate(capacity: 1 << bits)
    fillIndex()
    resizeSlots(limit, keeping: count)
  }

  /// Enters all keys into the index, at its current size.
  private func fillIndex() {
    index.initialize(repeating: 0, count: 1 << bits)
    let mask = (1 &<< bits) &- 1
    for slot in 0..<count {
      let start = offsets[slot]
      let hash =
        isGuarded ? GuardedHash.hash(arena + start, offsets[slot + 1] - start, seed: seed) : hashes[slot]
      var at = Self.home(hash, seed, bits)
      while index[at] != 0 { at = (at &+ 1) & mask }
      index[at] = Self.tag(hash) | UInt64(slot &+ 1)
    }
  }

  private func resizeSlots(_ capacity: Int, keeping kept: Int) {
    hashes.resize(to: capacity, keeping: kept)
    offsets.resize(to: capacity + 1, keeping: kept + 1)
    offsets[0] = 0
    slotCapacity = capacity
  }

  @inline(never)
  private func growArena(_ more: Int, keeping used: Int) {
    arenaCapacity = max(arenaCapacity * 2, used + more)
    arena.resize(to: arenaCapacity + 1, keeping: used)
  }
}
