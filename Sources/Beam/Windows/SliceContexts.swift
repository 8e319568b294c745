/// The contexts of a bundle by the number of their slice: a small hash table with linear probing.
///
/// The owner calls `deallocate` once, when the table is no longer used.
struct SliceContexts {
  // SAFETY: `entries` always points to `1 << bits` initialised entries. At most half of them are taken, so every search ends
  // at a free entry, and indices are masked to the size of the table.
  /// A slice with the number of its context. The entry is free if the context is `free`.
  private struct Entry {
    var slice: Int64
    var context: UInt32
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var bits = smallestBits
  private var count = 0
  private static let free = UInt32.max
  private static let smallestBits = 6
  /// An odd factor that spreads slices over the table.
  private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// Where a search begins depends on this seed, so that chosen timestamps cannot make slices collide.
  private let seed: UInt64
  private static let seed = UInt64.random(in: 0...UInt64.max)

  init() {
    seed = Self.seed
    entries = Self.allocate(bits: bits)
  }

  func deallocate() { entries.deallocate() }

  private static func allocate(bits: Int) -> UnsafeMutablePointer<Entry> {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(slice: 0, context: free), count: 1 << bits)
    return entries
  }

  /// The context of a slice, or nil if the slice is not in the table.
  @inline(__always)
  subscript(slice: Int64) -> UInt32? {
    var at = firstIndex(of: slice)
    while entries[at].context != Self.free {
      if entries[at].slice == slice { return entries[at].context }
      at = (at &+ 1) & ((1 &<< bits) &- 1)
    }
    return nil
  }

  /// Adds a slice, which must not be in the table.
  mutating func add(_ slice: Int64, _ context: UInt32) {
    if count &* 2 >= 1 << bits { grow() }
    enter(Entry(slice: slice, context: context))
    count += 1
  }

  /// Removes all slices; a large table becomes small again.
  mutating func removeAll() {
    if count == 0 { return }
    count = 0
    if bits > Self.smallestBits + 6 {
      entries.deallocate()
      bits = Self.smallestBits
      entries = Self.allocate(bits: bits)
    } else {
      entries.update(repeating: Entry(slice: 0, context: Self.free), count: 1 << bits)
    }
  }

  @inline(__always)
  private func firstIndex(of slice: Int64) -> Int { Self.firstIndex(slice, seed, bits) }

  /// The index at which the search for a slice begins, in a table of `1 << bits` entries.
  @inline(__always)
  static func firstIndex(_ slice: Int64, _ seed: UInt64, _ bits: Int) -> Int {
    Int(truncatingIfNeeded: ((UInt64(bitPattern: slice) ^ seed) &* odd) &>> UInt64(64 &- bits))
  }

  private func enter(_ entry: Entry) {
    var at = firstIndex(of: entry.slice)
    while entries[at].context != Self.free { at = (at &+ 1) & ((1 &<< bits) &- 1) }
    entries[at] = entry
  }

  private mutating func grow() {
    let old = entries
    let oldSize = 1 << bits
    bits += 1
    entries = Self.allocate(bits: bits)
    for at in 0..<oldSize where old[at].context != Self.free { enter(old[at]) }
    old.deallocate()
  }
}
