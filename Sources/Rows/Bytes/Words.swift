// Unaligned words and comparisons of raw memory, for coders and hashes.
//
// SAFETY: callers pass memory that has as many bytes as each function says that it reads.

extension UnsafeRawPointer {
  /// The next eight bytes as a little-endian word.
  @inlinable @inline(__always)
  package func littleEndianWord() -> UInt64 {
    UInt64(littleEndian: loadUnaligned(as: UInt64.self))
  }

  /// The next `count` bytes, at most eight, as a little-endian word filled with zeros. Reads no other bytes.
  @inlinable @inline(__always)
  package func littleEndianWord(count: Int) -> UInt64 {
    if count >= 4 {
      let first = UInt64(UInt32(littleEndian: loadUnaligned(as: UInt32.self)))
      let last = UInt64(UInt32(littleEndian: loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)))
      return first | last &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
    }
    if count == 0 { return 0 }
    let middle = count &>> 1
    let last = count &- 1
    return UInt64(load(as: UInt8.self))
      | UInt64(load(fromByteOffset: middle, as: UInt8.self)) &<< UInt64(truncatingIfNeeded: middle &* 8)
      | UInt64(load(fromByteOffset: last, as: UInt8.self)) &<< UInt64(truncatingIfNeeded: last &* 8)
  }

  /// Whether the next `count` bytes at both addresses are the same.
  @inlinable
  package func hasSameBytes(as other: UnsafeRawPointer, count: Int) -> Bool {
    if count < 8 { return littleEndianWord(count: count) == other.littleEndianWord(count: count) }
    var offset = 0
    while offset &+ 8 <= count {
      if (self + offset).littleEndianWord() != (other + offset).littleEndianWord() { return false }
      offset &+= 8
    }
    return (self + (count &- 8)).littleEndianWord() == (other + (count &- 8)).littleEndianWord()
  }
}

extension UnsafeMutableRawPointer {
  /// Copies 16 bytes at the same offset of both memories.
  @inlinable @inline(__always)
  func copySixteen(from source: UnsafeRawPointer, at offset: Int) {
    storeBytes(
      of: source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self), toByteOffset: offset,
      as: SIMD16<UInt8>.self)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether both hold the same bytes.
  @inlinable
  package func isSame(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return mine.hasSameBytes(as: theirs, count: count)
  }
}

/// Converts between a number of 56 bits and the eight groups of seven bits of its varint, all at once.
@usableFromInline
package enum VarintGroups {
  /// The lowest 56 bits as eight bytes of seven bits each, lowest first.
  @inlinable @inline(__always)
  package static func spread(_ value: UInt64) -> UInt64 {
    var word = (value & 0x0000_0000_0FFF_FFFF) | (value & 0x00FF_FFFF_F000_0000) &<< 4
    word = (word & 0x0000_3FFF_0000_3FFF) | (word & 0x0FFF_C000_0FFF_C000) &<< 2
    return (word & 0x007F_007F_007F_007F) | (word & 0x3F80_3F80_3F80_3F80) &<< 1
  }

  /// The number whose groups these are. The top bit of each byte must be 0.
  @inlinable @inline(__always)
  package static func gather(_ groups: UInt64) -> UInt64 {
    var word = (groups & 0x007F_007F_007F_007F) | (groups & 0x7F00_7F00_7F00_7F00) &>> 1
    word = (word & 0x0000_3FFF_0000_3FFF) | (word & 0x3FFF_0000_3FFF_0000) &>> 2
    return (word & 0x0000_0000_0FFF_FFFF) | (word & 0x0FFF_FFFF_0000_0000) &>> 4
  }

  /// The number of bytes of this value's varint: 1 to 10.
  @inlinable @inline(__always)
  package static func count(of value: UInt64) -> Int {
    // The number of bits divided by seven, rounded up; exact for 1 to 64 bits.
    let bits = 64 &- (value | 1).leadingZeroBitCount
    return (bits &* 9 &+ 64) &>> 6
  }

  /// The varint of `count` bytes of a value below 2^56, as a little-endian word.
  @inlinable @inline(__always)
  package static func encoded(_ value: UInt64, count: Int) -> UInt64 {
    spread(value) | marks(count: count)
  }

  /// The top bit of every byte.
  @inlinable static var marks: UInt64 { 0x8080_8080_8080_8080 }

  /// The continuation bits of a varint of `count` bytes: the top bit of all bytes but the last.
  @inlinable @inline(__always)
  static func marks(count: Int) -> UInt64 { marks & ~(~0 &<< UInt64(truncatingIfNeeded: (count &- 1) &* 8)) }
}
