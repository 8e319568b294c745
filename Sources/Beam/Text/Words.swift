public import Rows

extension String {
  /// Splits the text into words, as a lazy sequence of strings. A word is a run of letters. It works on bytes, and is about ten
  /// times faster than `split`.
  ///
  /// A letter is a scalar with Unicode's property Alphabetic. Marks after a letter, such as the accent of a decomposed `é`,
  /// belong to the word. Digits, apostrophes and hyphens end a word: `"don't"` has the words `don` and `t`. Case does not
  /// change.
  ///
  /// ```swift
  /// let words = lines.flatMap { $0.words }
  /// ```
  @inlinable @inline(__always)
  public var words: Words { Words(of: self) }

  /// The words of a text; see `words`.
  @frozen public struct Words: Sequence, Sendable {
    @usableFromInline let text: String

    @inlinable @inline(__always) init(of text: String) { self.text = text }

    /// Returns an iterator over the words.
    @inlinable @inline(__always) public func makeIterator() -> Iterator { Iterator(text) }
  }
}

extension String.Words {
  /// Iterates over the words of a text.
  @frozen public struct Iterator: IteratorProtocol, Sendable {
    @usableFromInline let text: String
    @usableFromInline let count: Int
    @usableFromInline let isSmallKnown: Bool
    @usableFromInline var window = TextWindow()
    /// The offset in the window at which the search continues.
    @usableFromInline var offset = 0

    /// Creates an iterator with an empty window, which the first call of `next` fills. The iterator is usually moved before
    /// that, and moving a window right after filling it is slow.
    @inlinable @inline(__always) init(_ text: String) {
      var text = text
      text.makeContiguousUTF8()
      self.text = text
      count = text.utf8.count
      isSmallKnown = SmallString.isAvailable
    }

    /// Returns the next word; nil after the last one.
    @inlinable public mutating func next() -> String? {
      while true {
        let ahead = (window.marks | window.others) >> offset
        guard ahead != 0 else {
          if window.end == count { return nil }
          move(to: window.end)
          continue
        }
        offset &+= ahead.trailingZeroBitCount
        let length = (~(window.marks >> offset)).trailingZeroBitCount
        let end = offset &+ length
        if end == TextWindow.capacity {
          // The word may continue after the window.
          if window.end < count {
            if offset == 0 { return nextInText() }
            move(to: window.start &+ offset)
            continue
          }
        } else if (window.others &>> UInt64(truncatingIfNeeded: end)) & 1 != 0 {
          return nextInText()
        }
        defer { offset = end }
        return window.text(at: offset, count: length, isASCII: true, isSmallKnown: isSmallKnown)
      }
    }

    /// Moves the window to a position in the text.
    @inlinable @inline(never) mutating func move(to position: Int) {
      window.fill(from: text, at: position, marking: ASCIILetters())
      offset = 0
    }

    /// Returns the next word if it may contain non-ASCII letters, or is longer than the window.
    @usableFromInline @inline(never) mutating func nextInText() -> String? {
      let range = text.utf8.span.withUnsafeBytes { Letters.run(in: $0, from: window.start + offset) }
      if range.upperBound <= window.end {
        offset = range.upperBound - window.start
      } else {
        move(to: range.upperBound)
      }
      return range.isEmpty ? nil : TextCut.copy(text, range)
    }
  }

  /// The ASCII letters: `A` to `Z` and `a` to `z`.
  @usableFromInline
  @frozen struct ASCIILetters: ByteClass {
    @inlinable init() {}

    @inlinable @inline(__always) func marks(in word: UInt64) -> UInt64 {
      // Setting bit 5 turns capitals into small letters. Bytes above ASCII are masked out at the end.
      let small = (word | 0x2020_2020_2020_2020) & 0x7F7F_7F7F_7F7F_7F7F
      let fromA = small &+ 0x1F1F_1F1F_1F1F_1F1F
      let pastZ = small &+ 0x0505_0505_0505_0505
      return fromA & ~pastZ & ~word & 0x8080_8080_8080_8080
    }
  }
}
