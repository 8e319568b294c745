/// The 64-bit hash of a key: a function of the bytes of its nested encoding, stable between processes, machines and
/// releases.
///
/// It multiplies and folds, as wyhash does. It has no seed, since blocks carry hashes from worker to engine. It is
/// never 0, which tables use for "empty".
///
/// For at most eight bytes, it gathers the low seven bits of each, which gives the number if the bytes are its varint,
/// and multiplies once. Consecutive numbers are then spread evenly over the top bits (Knuth's multiplicative hashing,
/// The Art of Computer Programming 3, section 6.4), so that tables of such keys have almost no collisions.
public enum KeyHash {
  @usableFromInline static let secret0: UInt64 = 0x9E37_79B9_7F4A_7C15
  @usableFromInline static let secret1: UInt64 = 0xD1B5_4A32_D192_ED03
  @usableFromInline static let secret2: UInt64 = 0x8CB9_2BA7_2F3D_8DD7
  @usableFromInline static let secret3: UInt64 = 0xA24B_AED4_963E_E407
  /// Odd, so that no two numbers have the same product. With this factor, numbers in steps of 1, 10, 64, 1000 … collide
  /// less often than random ones do.
  @usableFromInline static let factor: UInt64 = 0xD6E8_FEB8_6659_FD93

  /// The hash of these bytes.
  @inlinable
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    // SAFETY: up to eight bytes, only `bytes.count` are read; above, `hashLong` needs eight, and the prefix is empty.
    guard let start = bytes.baseAddress else { return hash(word: 0, count: 0) }
    if bytes.count <= 8 { return hash(word: start.littleEndianWord(count: bytes.count), count: bytes.count) }
    return hashLong(prefix: 0, prefixCount: 0, start, bytes.count)
  }

  /// The hash of at most eight bytes in a word, the first byte lowest, the rest zero.
  @inlinable @inline(__always)
  public static func hash(word: UInt64, count: Int) -> UInt64 {
    let groups = VarintGroups.gather(word & ~VarintGroups.marks)
    let others = word & VarintGroups.marks ^ VarintGroups.marks(count: count)
    if others == 0 { return hash(number: groups) }
    return marked(fold(groups ^ secret0, factor ^ others ^ UInt64(truncatingIfNeeded: count) &<< 1))
  }

  /// The hash of the varint of a number below 2^56.
  @inlinable @inline(__always)
  static func hash(number: UInt64) -> UInt64 { marked(fold(number ^ secret0, factor)) }

  /// The hash of a prefix followed by other bytes, at least eight of them and more than eight in all.
  ///
  /// The prefix is empty or the varint of `othersCount`, at most five bytes.
  @inlinable
  static func hashLong(prefix: UInt64, prefixCount: Int, _ others: UnsafeRawPointer, _ othersCount: Int) -> UInt64 {
    let count = prefixCount &+ othersCount
    // The address that byte 0 would have if the prefix were in memory right before the others.
    // SAFETY: every word is within `others`. Words at offset 8 and later are after the prefix. The last eight bytes
    // exist, since `othersCount` is at least 8. The last 16 are read only if `count` is above 16; then `othersCount` is
    // at least 16, since a prefix of one byte leaves 16, and a longer one means at least 128.
    let start = others - prefixCount
    let first = prefix | others.littleEndianWord() &<< UInt64(truncatingIfNeeded: prefixCount &* 8)
    if count <= 16 {
      let last = (start + (count &- 8)).littleEndianWord()
      return finish(first ^ secret0, last ^ secret1, count)
    }
    var state = fold(first ^ secret0, (start + 8).littleEndianWord() ^ secret1)
    var offset = 16
    while offset &+ 16 < count {
      state = fold(
        (start + offset).littleEndianWord() ^ state, (start + (offset &+ 8)).littleEndianWord() ^ secret2)
      offset &+= 16
    }
    let last = start + (count &- 16)
    return finish(last.littleEndianWord() ^ state, (last + 8).littleEndianWord() ^ secret1, count)
  }

  /// The exclusive or of a product's two halves.
  @inlinable @inline(__always)
  static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// The last step of every hash of more than eight bytes.
  @inlinable @inline(__always)
  static func finish(_ left: UInt64, _ right: UInt64, _ count: Int) -> UInt64 {
    marked(fold(fold(left ^ secret2, right ^ secret3) ^ secret0, secret3 ^ UInt64(truncatingIfNeeded: count)))
  }

  /// The hash itself, or 1 instead of 0.
  @inlinable @inline(__always)
  static func marked(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }
}
