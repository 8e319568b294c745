public import Rows

/// Says of eight bytes at a time which of them a scan looks for.
@usableFromInline
protocol ByteClass: Sendable {
  /// The highest bit of each byte that belongs to the class; the other bits are 0.
  func marks(in word: UInt64) -> UInt64
}

/// 64 bytes of a text, with a bit for each that says whether a scan looks for it, and one that says whether it is ASCII.
///
/// It owns a copy, so a scan touches the text (a call, a retain and a release) once in 64 bytes, not once a word.
@usableFromInline
@frozen struct TextWindow: Sendable {
  /// How many bytes it holds at most.
  @inlinable static var capacity: Int { 64 }

  /// The bytes, zeros after the text's end; 16 more, so that two words can be loaded from any of the 64.
  @usableFromInline var bytes: (SIMD8<UInt64>, SIMD2<UInt64>) = (.zero, .zero)
  /// Bit `n`: byte `n` is one that the scan looks for.
  @usableFromInline var marks: UInt64 = 0
  /// Bit `n`: byte `n` is not ASCII.
  @usableFromInline var others: UInt64 = 0
  /// The place of the first byte in the text.
  @usableFromInline var start = 0
  /// The place after the last byte in the text.
  @usableFromInline var end = 0

  @inlinable init() {}

  /// Takes the bytes of a text from a place on.
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

  /// The highest bits of eight bytes as one byte: first byte, lowest bit.
  @inlinable @inline(__always) static func gather(_ highest: UInt64) -> UInt64 {
    ((highest &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }

  /// Whether the bytes from an offset are ASCII.
  @inlinable @inline(__always) func isASCII(at offset: Int, count: Int) -> Bool {
    (others >> offset) & ~(UInt64.max << count) == 0
  }

  /// The text of some of the bytes, which begin and end where scalars do.
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

/// Pieces of text.
@usableFromInline
enum TextCut {
  /// The text of bytes that begin and end where scalars do in a valid text.
  @usableFromInline @inline(never)
  static func copy(_ bytes: UnsafeRawBufferPointer, isASCII: Bool) -> String {
    let units = bytes.assumingMemoryBound(to: UInt8.self)
    return String(copying: UTF8Span(unchecked: units.span, isKnownASCII: isASCII))
  }

  /// The text of a range of bytes of a text, which begins and ends where scalars do.
  @usableFromInline
  static func copy(_ text: String, _ range: Range<Int>) -> String {
    text.utf8.span.withUnsafeBytes { copy(UnsafeRawBufferPointer(rebasing: $0[range]), isASCII: false) }
  }
}
