public import Rows

/// A class of bytes that a scan looks for, eight bytes at a time.
@usableFromInline
protocol ByteClass: Sendable {
  /// Returns a word with the highest bit set in each byte that belongs to the class; all other bits are 0.
  func marks(in word: UInt64) -> UInt64
}

/// A copy of 64 bytes of a text, with two bits for each: whether a scan looks for it, and whether it is ASCII.
///
/// Thanks to the copy, a scan accesses the text (a call, a retain and a release) once per 64 bytes, not once per word.
@usableFromInline
@frozen struct TextWindow: Sendable {
  /// The most bytes that a window holds.
  @inlinable static var capacity: Int { 64 }

  /// The bytes, padded with zeros after the text's end. There are 16 more, so that two words can be loaded at any of the 64.
  @usableFromInline var bytes: (SIMD8<UInt64>, SIMD2<UInt64>) = (.zero, .zero)
  /// Bit `n` is set if the scan looks for byte `n`.
  @usableFromInline var marks: UInt64 = 0
  /// Bit `n` is set if byte `n` is not ASCII.
  @usableFromInline var others: UInt64 = 0
  /// The offset of the first byte in the text.
  @usableFromInline var start = 0
  /// The offset after the last byte in the text.
  @usableFromInline var end = 0

  @inlinable init() {}

  /// Copies the bytes of a text from a position on.
  // SAFETY: at most `capacity` bytes are copied into the first 64 of `bytes`, which has room for 80.
  @inlinable mutating func fill(from text: String, at position: Int, marking kind: some ByteClass) {
    let span = text.utf8.span
    let count = min(Self.capacity, span.count &- position)
    start = position
    end = position &+ count
    bytes.0 = .zero
    withUnsafeMutableBytes(of: &bytes) { window in
      span.withUnsafeBytes {
        window.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position &+ count]))
      }
    }
    marks = 0
    others = 0
    for index in 0..<8 {
      let word = UInt64(littleEndian: bytes.0[index])
      let shift = UInt64(truncatingIfNeeded: index &* 8)
      marks |= Self.gather(kind.marks(in: word)) &<< shift
      others |= Self.gather(word & 0x8080_8080_8080_8080) &<< shift
    }
  }

  /// Gathers the highest bits of eight bytes in one byte. The first byte's bit is the lowest.
  @inlinable @inline(__always) static func gather(_ highest: UInt64) -> UInt64 {
    ((highest &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }

  /// Whether `count` bytes at an offset are ASCII.
  @inlinable @inline(__always) func isASCII(at offset: Int, count: Int) -> Bool {
    (others >> offset) & ~(UInt64.max << count) == 0
  }

  /// Returns `count` bytes at an offset as a string. They must begin and end at scalar boundaries.
  // SAFETY: `offset` is at most 64 and `bytes` has 80 bytes, so both words are within it.
  @inlinable @inline(__always) mutating func text(at offset: Int, count: Int, isASCII: Bool, isSmallKnown: Bool)
    -> String
  {
    withUnsafeBytes(of: &bytes) { window in
      if isASCII, isSmallKnown, count <= SmallString.capacity {
        return SmallString.make(
          window.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
          window.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self), count: count)
      }
      return TextCut.copy(UnsafeRawBufferPointer(rebasing: window[offset..<offset &+ count]), isASCII: isASCII)
    }
  }
}

/// Copies parts of texts.
@usableFromInline
enum TextCut {
  /// Returns bytes as a string. They must be valid UTF-8.
  // SAFETY: callers pass bytes of a valid string, from one scalar boundary to another, so they are valid UTF-8. The string
  // copies them.
  @usableFromInline @inline(never)
  static func copy(_ bytes: UnsafeRawBufferPointer, isASCII: Bool) -> String {
    let units = bytes.assumingMemoryBound(to: UInt8.self)
    return String(copying: UTF8Span(unchecked: units.span, isKnownASCII: isASCII))
  }

  /// Returns a range of a text's bytes as a string. It must begin and end at scalar boundaries.
  @usableFromInline
  static func copy(_ text: String, _ range: Range<Int>) -> String {
    text.utf8.span.withUnsafeBytes { copy(UnsafeRawBufferPointer(rebasing: $0[range]), isASCII: false) }
  }
}
