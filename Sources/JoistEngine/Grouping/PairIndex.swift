/// Finds slots by a pair of numbers: open addressing with deletion that leaves no gaps.
///
/// An entry is the upper half of the pair's hash above the slot plus one; where it belongs follows from that half alone.
struct PairIndex {
  /// Entries: 0 is free.
  private var entries: UnsafeMutablePointer<UInt64>
  private var bits = smallestBits
  /// Entries at most before the index grows.
  private var limit = limit(ofBits: smallestBits)
  private let seed: UInt64
  /// Receives what `touch` read, and is read by nobody.
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

  /// The memory it takes, in bytes.
  var memory: Int { 8 << bits }

  private static func limit(ofBits bits: Int) -> Int { (1 << bits) / 8 * 5 }

  /// The upper half of a pair's hash.
  @inline(__always)
  private func tag(_ pair: UInt64) -> UInt64 {
    let product = (pair ^ seed).multipliedFullWidth(by: Self.odd)
    return (product.high ^ product.low) &>> 32
  }

  /// Where the search for a tag begins.
  @inline(__always)
  private func home(_ tag: UInt64) -> Int { Int(truncatingIfNeeded: tag &>> UInt64(32 &- bits)) }

  /// Finds the slot of a pair, or the entry where it would go.
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

  /// Reads where some pairs would be, so that what is not in the cache is fetched for all of them at once.
  @inline(__always)
  func touch(_ upper: UnsafePointer<UInt32>, _ lower: UnsafePointer<UInt32>, _ count: Int) {
    if bits < 13 { return }
    var seen: UInt64 = 0
    for index in 0..<count {
      seen ^= entries[home(tag(UInt64(upper[index]) &<< 32 | UInt64(lower[index])))]
    }
    touched.initialize(to: seen)
  }

  /// Fills the entry that `find` gave.
  @inline(__always)
  func set(_ pair: UInt64, slot: UInt32, at position: Int) {
    entries[position] = tag(pair) &<< 32 | UInt64(slot &+ 1)
  }

  /// Adds a pair that is not there.
  func insert(_ pair: UInt64, slot: UInt32) {
    let mask = (1 << bits) - 1
    var at = home(tag(pair))
    while entries[at] != 0 { at = (at + 1) & mask }
    set(pair, slot: slot, at: at)
  }

  /// Takes a pair out that is there.
  func remove(_ pair: UInt64, slot: UInt32) {
    let mask = (1 &<< bits) &- 1
    let wanted = tag(pair) &<< 32 | UInt64(slot &+ 1)
    var gap = home(tag(pair))
    while entries[gap] != wanted { gap = (gap &+ 1) & mask }
    // Closes the gap, so that no search ends early.
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

  /// Makes room for so many entries in all.
  @inline(__always)
  mutating func reserve(_ wanted: Int) {
    if wanted > limit { grow(wanted) }
  }

  /// Forgets all pairs.
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
