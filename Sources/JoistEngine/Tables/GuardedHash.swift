/// A hash of bytes that cannot be predicted without the seed.
///
/// It multiplies and folds as wyhash does, starting with the seed and mixing it in at every step. It is slower than
/// using the hash that comes with a record, so tables use it only against keys that were chosen to collide.
enum GuardedHash {
  private static let odd: UInt64 = 0xD1B5_4A32_D192_ED03

  /// The hash of `count` bytes.
  static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int, seed: UInt64) -> UInt64 {
    // SAFETY: the caller keeps `count` bytes at `bytes` alive, and nothing is read after them.
    let raw = UnsafeRawPointer(bytes)
    let mask = seed &* odd | 1
    var state = fold(seed ^ UInt64(truncatingIfNeeded: count), mask)
    var offset = 0
    while offset &+ 8 <= count {
      state = fold(state ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), mask)
      offset &+= 8
    }
    var rest: UInt64 = 0
    while offset < count {
      rest = rest &<< 8 | UInt64(bytes[offset])
      offset &+= 1
    }
    return fold(fold(state ^ rest, mask) ^ seed, odd)
  }

  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
  }
}
