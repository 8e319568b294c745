/// Makes short ASCII strings from two words: 12 ns less for each than by copying, which calls into the standard library.
///
/// The standard library keeps a string of at most 15 bytes in the 16 of the value itself: the bytes in memory order, then a
/// byte with the count and, in its upper half, `0xE` for ASCII. No API makes one so, and the form is no promise; so
/// ``isAvailable`` compares it with strings that the standard library made, and nothing here is used where it differs.
@usableFromInline
package enum SmallText {
  /// Bytes that such a string holds at most.
  @inlinable package static var capacity: Int { 15 }

  /// Whether this standard library keeps short strings as described. The compiler knows: no code is left of it.
  @inlinable @inline(__always)
  package static var isAvailable: Bool {
    guard MemoryLayout<String>.size == 16, MemoryLayout<String>.stride == 16 else { return false }
    return words(of: "") == (0, head(0)) && words(of: "abc") == (0x63_6261, head(3))
      && words(of: "abcdefghijklmno") == (0x6867_6665_6463_6261, 0x6F_6E6D_6C6B_6A69 | head(15))
  }

  /// The ASCII string of the first `count` bytes, at most ``capacity``, of two words in memory order; what stands in the
  /// words behind them does not matter. To be called only where ``isAvailable``.
  @inlinable @inline(__always)
  package static func make(_ low: UInt64, _ high: UInt64, count: Int) -> String {
    let low = low & ~(UInt64.max << (8 &* count))
    let high = high & ~(UInt64.max << (8 &* max(0, count &- 8)))
    return unsafeBitCast((low, high | head(count)), to: String.self)
  }

  /// The string of bytes that are few and ASCII; nil for others.
  @inlinable @inline(__always)
  package static func make(ascii bytes: UnsafeRawBufferPointer) -> String? {
    guard let start = bytes.baseAddress, bytes.count <= capacity else { return nil }
    let low = start.littleEndianWord(count: min(bytes.count, 8))
    let high = bytes.count > 8 ? (start + 8).littleEndianWord(count: bytes.count &- 8) : 0
    guard (low | high) & 0x8080_8080_8080_8080 == 0, isAvailable else { return nil }
    return make(low, high, count: bytes.count)
  }

  /// The count and the mark of a short ASCII string.
  @inlinable @inline(__always)
  static func head(_ count: Int) -> UInt64 { UInt64(truncatingIfNeeded: 0xE0 | count) &<< 56 }

  /// The two words that a string is kept in, whatever they mean: where they are the same, so are the strings.
  @inlinable @inline(__always)
  static func words(of text: borrowing String) -> (low: UInt64, high: UInt64) {
    guard MemoryLayout<String>.size == 16 else { return (0, UInt64.max) }
    return withUnsafeBytes(of: text) {
      ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
  }

  /// How many bytes a string has, given its second word, that is short and ASCII; nil for others.
  @inlinable @inline(__always)
  static func count(_ high: UInt64) -> Int? {
    high &>> 60 == 0xE && isAvailable ? Int(truncatingIfNeeded: high &>> 56 & 0xF) : nil
  }
}
