/// Classifies the scalars of words, and finds runs of them in valid UTF-8.
enum Letters {
  /// Returns the first run of letters at or after `start`; an empty range at the end if there is none.
  static func run(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int> {
    var position = start
    while position < text.count {
      let (scalar, length) = scalar(in: text, at: position)
      if isLetter(scalar) {
        var end = position + length
        while end < text.count {
          let (next, length) = Self.scalar(in: text, at: end)
          guard isLetter(next) || isMark(next) else { break }
          end += length
        }
        return position..<end
      }
      position += length
    }
    return text.count..<text.count
  }

  /// Returns the scalar that begins at a position, and its length in bytes.
  private static func scalar(in text: UnsafeRawBufferPointer, at position: Int) -> (UInt32, length: Int) {
    func rest(_ index: Int) -> UInt32 { UInt32(text[position + index] & 0x3F) }
    let first = UInt32(text[position])
    switch first {
    case 0xF0...: return ((first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
    case 0xE0...: return ((first & 0x0F) << 12 | rest(1) << 6 | rest(2), 3)
    case 0xC0...: return ((first & 0x1F) << 6 | rest(1), 2)
    default: return (first, 1)
    }
  }

  /// Whether a scalar has the property Alphabetic. Common scripts are decided without a search in Unicode's tables.
  static func isLetter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x00..<0x80: return (scalar | 0x20) &- 0x61 < 26
    case 0xC0...0x24F: return scalar != 0xD7 && scalar != 0xF7
    case 0x3B1...0x3CE, 0x400...0x481, 0x48A...0x52F, 0x4E00...0x9FFF, 0xAC00...0xD7A3: return true
    default: return Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false
    }
  }

  /// Whether a scalar is a mark, which belongs to the preceding letter.
  static func isMark(_ scalar: UInt32) -> Bool {
    if scalar < 0x300 { return false }
    return switch Unicode.Scalar(scalar)?.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
