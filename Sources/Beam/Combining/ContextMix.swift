/// Mixes the number of a context into the hash of a key, so that one table serves all windows of a bundle.
///
/// The top seven bits, which are the key group, and the lowest one stay. Different contexts mix in different bits; so two
/// records of one key have the same mixed hash only where their contexts are the same, and the context can be told from
/// both hashes.
@usableFromInline enum ContextMix {
  /// Odd: multiplying by it is reversible.
  @usableFromInline static let factor: UInt64 = 0x9E_3779_B97F_4A7D
  /// Its inverse modulo 2^56.
  @usableFromInline static let inverse: UInt64 = 0x31_42D3_2A1B_FED5
  @usableFromInline static let mask: UInt64 = (1 << 56) - 1
}

extension ContextMix {
  /// What is mixed in for a context; even, and 0 for the first.
  @inlinable @inline(__always)
  static func bits(_ context: UInt32) -> UInt64 { ((UInt64(context) &* factor) & mask) &<< 1 }

  /// A hash with a context's bits mixed in; never 0.
  ///
  /// Where that would be 0, it is 1: no other context makes 1 of the same hash, since the lowest bit stays.
  @inlinable @inline(__always)
  static func mix(_ hash: UInt64, _ bits: UInt64) -> UInt64 {
    let mixed = hash ^ bits
    return Swift.max(mixed, 1)
  }

  /// The context that was mixed into a hash.
  @inlinable @inline(__always)
  static func context(of mixed: UInt64, hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (((mixed ^ hash) & ~1) &>> 1 &* inverse) & mask)
  }
}
