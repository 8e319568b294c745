/// Finds slots by a pair of numbers. A hash table with open addressing, in which deletion leaves no tombstones.
///
/// An entry has the upper half of the pair's hash in its upper half, and the slot plus one in its lower half. The upper
/// half alone determines the entry's home, so that the table grows without the pairs.
///
/// SAFETY: one shared table owns the index and calls `deallocate` once, in its `deinit`. Positions are masked by the size
/// or derived from a hash of `bits` bits, so they are below `1 << bits`. `limit` is below the size, so that searches find
/// a free entry.
struct PairIndex {
  /// The entries, `1 << bits` of them; 0 is free.
  private var entries: UnsafeMutablePointer<UInt64>
  private var bits = smallestBits
  /// The most entries before the index grows.
  private var limit = limit(ofBits: smallestBits)
  private let seed: UInt64
  /// Receives the result of `touch`, so that the compiler keeps its reads. Nothing reads it.
  private let touched = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)

  private static let smallestBits = 6
  private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(seed: UInt64) {
    self.seed = seed
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: 0, count: 1 << bits)
  }

  func deallocate() {
    entries.deallocate()
    touched.deallocate()
  }

  /// The memory of the index, in bytes.
  var memory: Int { 8 << bits }

  private static func limit(ofBits bits: Int) -> Int { (1 << bits) / 8 * 5 }

  /// The upper half of a pair's hash.
  @inline(__always)
  private func tag(_ pair: UInt64) -> UInt64 {
    let product = (pair ^ seed).multipliedFullWidth(by: Self.odd)
    return (product.high ^ product.low) &>> 32
  }

  /// The position at which the search for a tag begins.
  @inline(__always)
  private func home(_ tag: UInt64) -> Int { Int(truncatingIfNeeded: tag &>> UInt64(32 &- bits)) }

  /// Finds the slot of a pair, or the free entry where it belongs.
  @inline(__always)
  func find(_ pair: UInt64, _ pairs: UnsafePointer<UInt64>) -> (isFound: Bool, slot: UInt32, position: Int) {
    let tag = tag(pair)
    let mask = (1 &<< bits) &- 1
    var at = home(tag)
    while true {
      let entry = entries[at]
      if entry == 0 { return (false, 0, at) }
      if entry &>> 32 == tag {
        let slot = UInt32(truncatingIfNeeded: entry) &- 1
        if pairs[Int(slot)] == pair { return (true, slot, at) }
      }
      at = (at &+ 1) & mask
    }
  }

  /// Reads the home entries of some pairs, so that those which are not in the cache are fetched at the same time.
  @inline(__always)
  func touch(_ upper: UnsafePointer<UInt32>, _ lower: UnsafePointer<UInt32>, _ count: Int) {
    if bits < 13 { return }
    var seen: UInt64 = 0
    for index in 0..<count {
      seen ^= entries[home(tag(UInt64(upper[index]) &<< 32 | UInt64(lower[index])))]
    }
    touched.initialize(to: seen)
  }

  /// Fills the free entry that `find` returned.
  @inline(__always)
  func set(_ pair: UInt64, slot: UInt32, at position: Int) {
    entries[position] = tag(pair) &<< 32 | UInt64(slot &+ 1)
  }

  /// Adds a pair that the index does not hold.
  func insert(_ pair: UInt64, slot: UInt32) {
    let mask = (1 << bits) - 1
    var at = home(tag(pair))
    while entries[at] != 0 { at = (at + 1) & mask }
    set(pair, slot: slot, at: at)
  }

  /// Removes a pair that the index holds.
  func remove(_ pair: UInt64, slot: UInt32) {
    let mask = (1 &<< bits) &- 1
    let wanted = tag(pair) &<< 32 | UInt64(slot &+ 1)
    var gap = home(tag(pair))
    while entries[gap] != wanted { gap = (gap &+ 1) & mask }
    // Moves later entries into the gap, so that no search ends there too early.
    var at = gap
    while true {
      at = (at &+ 1) & mask
      let entry = entries[at]
      if entry == 0 { break }
      if (at &- home(entry &>> 32)) & mask >= (at &- gap) & mask {
        entries[gap] = entry
        gap = at
      }
    }
    entries[gap] = 0
  }

  /// Makes room for `wanted` entries in total.
  @inline(__always)
  mutating func reserve(_ wanted: Int) {
    if wanted > limit { grow(wanted) }
  }

  /// Removes all pairs and keeps the memory.
  func removeAll() { entries.update(repeating: 0, count: 1 << bits) }

  @inline(never)
  private mutating func grow(_ wanted: Int) {
    let old = entries
    let oldSize = 1 << bits
    while Self.limit(ofBits: bits) < wanted { bits += 1 }
    limit = Self.limit(ofBits: bits)
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: 0, count: 1 << bits)
    let mask = (1 << bits) - 1
    for position in 0..<oldSize where old[position] != 0 {
      var at = home(old[position] >> 32)
      while entries[at] != 0 { at = (at + 1) & mask }
      entries[at] = old[position]
    }
    old.deallocate()
  }
}
