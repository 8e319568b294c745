/// Mixes the number of a context into the hash of a key, so that one table serves all windows of a bundle.
///
/// The top seven bits, which are the key group, and the lowest bit do not change. Different contexts mix in different bits, so
/// two records of one key have the same mixed hash only if their contexts are equal, and the context can be computed from both
/// hashes.
@usableFromInline enum ContextMix {
  /// An odd factor, so that the multiplication can be reversed.
  @usableFromInline static let factor: UInt64 = 0x9E_3779_B97F_4A7D
  /// The inverse of `factor` modulo 2^56.
  @usableFromInline static let inverse: UInt64 = 0x31_42D3_2A1B_FED5
  /// The lowest 56 bits.
  @usableFromInline static let mask: UInt64 = (1 << 56) - 1
}

extension ContextMix {
  /// Returns the bits that are mixed in for a context: an even number, and 0 for the first context.
  @inlinable @inline(__always)
  static func bits(_ context: UInt32) -> UInt64 { ((UInt64(context) &* factor) & mask) &<< 1 }

  /// Returns a hash with a context's bits mixed in; never 0, which marks a free slot.
  ///
  /// A result of 0 becomes 1. No other context turns the same hash into 1, since the lowest bit does not change.
  @inlinable @inline(__always)
  static func mix(_ hash: UInt64, _ bits: UInt64) -> UInt64 {
    let mixed = hash ^ bits
    return Swift.max(mixed, 1)
  }

  /// Returns the context that was mixed into a hash.
  @inlinable @inline(__always)
  static func context(of mixed: UInt64, hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (((mixed ^ hash) & ~1) &>> 1 &* inverse) & mask)
  }
}
