public import Rows

extension String {
  /// Splits the text at separators into a lazy sequence of strings. It works on bytes, and is about ten times faster than
  /// `split`.
  ///
  /// Every separator ends a field, and fields may be empty, so there is always one more field than there are separators.
  /// `"a,,b"` has the fields `a`, an empty one and `b`; `"a,"` has `a` and an empty one; `""` has one empty field. Fields are
  /// not trimmed, and quotes have no special meaning. Separators are compared as UTF-8 bytes: one is found even before a
  /// combining mark, and only in the same normalization. An empty separator is never found.
  ///
  /// ```swift
  /// let cells = lines.flatMap { $0.fields(separatedBy: ",") }
  /// ```
  @inlinable @inline(__always)
  public func fields(separatedBy separator: String) -> Fields { Fields(of: self, separator: separator) }

  /// The fields of a text; see `fields(separatedBy:)`.
  @frozen public struct Fields: Sequence, Sendable {
    @usableFromInline let text: String
    @usableFromInline let separator: String

    @inlinable @inline(__always) init(of text: String, separator: String) {
      self.text = text
      self.separator = separator
    }

    /// Returns an iterator over the fields.
    @inlinable @inline(__always) public func makeIterator() -> Iterator { Iterator(text, separator) }

    /// 1: even an empty text has one field.
    @inlinable public var underestimatedCount: Int { 1 }
  }
}

extension String.Fields {
  /// Iterates over the fields of a text.
  @frozen public struct Iterator: IteratorProtocol, Sendable {
    @usableFromInline let text: String
    @usableFromInline let count: Int
    @usableFromInline let separator: String
    /// The separator if it is one byte; nil otherwise.
    @usableFromInline let byte: OneByte?
    @usableFromInline let isSmallKnown: Bool
    @usableFromInline var window = TextWindow()
    /// The offset of the next field in bytes; past the end if there is none.
    @usableFromInline var position = 0

    @inlinable init(_ text: String, _ separator: String) {
      var text = text
      text.makeContiguousUTF8()
      self.text = text
      self.separator = separator
      count = text.utf8.count
      isSmallKnown = SmallString.isAvailable
      let units = separator.utf8
      byte = units.count == 1 ? units.first.map(OneByte.init) : nil
      if let byte { window.fill(from: text, at: 0, marking: byte) }
    }

    /// Returns the next field; nil after the last one.
    @inlinable public mutating func next() -> String? {
      guard position <= count else { return nil }
      guard let byte else { return nextInText() }
      while true {
        let offset = position &- window.start
        let ahead = window.marks >> offset
        if ahead != 0 { return take(ahead.trailingZeroBitCount, at: offset) }
        if window.end == count { return take(count &- position, at: offset) }
        if offset == 0 { return nextInText() }
        window.fill(from: text, at: position, marking: byte)
      }
    }

    /// Returns the field of `length` bytes at an offset in the window, and moves past its separator.
    @inlinable @inline(__always) mutating func take(_ length: Int, at offset: Int) -> String {
      position &+= length &+ 1
      return window.text(
        at: offset, count: length, isASCII: window.isASCII(at: offset, count: length), isSmallKnown: isSmallKnown)
    }

    /// Returns the next field if it is longer than the window, or if the separator is not one byte.
    @usableFromInline @inline(never) mutating func nextInText() -> String? {
      let end = text.utf8.span.withUnsafeBytes { text in
        separator.utf8.span.withUnsafeBytes { Self.find($0, in: text, from: position) }
      }
      let field = TextCut.copy(text, position..<end)
      position = end == count ? count + 1 : end + separator.utf8.count
      if let byte, position <= count { window.fill(from: text, at: position, marking: byte) }
      return field
    }

    /// Returns the offset of the first separator at or after `start`; the end of the text if there is none.
    private static func find(
      _ separator: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int
    ) -> Int {
      guard let first = separator.first else { return text.count }
      var index = start
      while index + separator.count <= text.count {
        if text[index] == first, text[index..<index + separator.count].elementsEqual(separator) { return index }
        index += 1
      }
      return text.count
    }
  }

  /// Searches for one byte. It is repeated in every byte of a word.
  @usableFromInline
  @frozen struct OneByte: ByteClass {
    @usableFromInline let everywhere: UInt64

    @inlinable init(_ byte: UInt8) { everywhere = 0x0101_0101_0101_0101 &* UInt64(byte) }

    @inlinable @inline(__always) func marks(in word: UInt64) -> UInt64 {
      let difference = word ^ everywhere
      let low = (difference & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
      return ~(low | difference) & 0x8080_8080_8080_8080
    }
  }
}
