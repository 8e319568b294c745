public import Rows

// Writes strings. Eight bytes are copied at a time; if any byte needs an escape, the string is written again, byte by
// byte.

extension JSONWriter {
  /// Writes a string. Quotes, backslashes and control characters are escaped.
  @inlinable @inline(__always)
  public mutating func write(_ value: borrowing String) {
    let units = value.utf8.span
    units.withUnsafeBytes { write(text: $0) }
  }

  /// Writes a string, given as UTF-8.
  @inlinable
  mutating func write(text: UnsafeRawBufferPointer) {
    let count = text.count
    // SAFETY: a quote and whole words of the text are stored, at most `count + 8` bytes.
    output.reserve(count &+ 10)
    output._cursor.pointee = UInt8(ascii: "\"")
    output._cursor += 1
    if let start = text.baseAddress {
      let target = UnsafeMutableRawPointer(output._cursor)
      var escapes: UInt64 = 0
      var offset = 0
      while offset &+ 8 <= count {
        let word = (start + offset).littleEndianWord()
        target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
        escapes |= Self.escapeMarks(word)
        offset &+= 8
      }
      let rest = count &- offset
      if rest > 0 {
        let word = (start + offset).littleEndianWord(count: rest)
        target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
        // The bytes after the end of the text are 0, which would count as control characters, so they are set to 0xFF.
        escapes |= Self.escapeMarks(word | ~UInt64(0) &<< UInt64(truncatingIfNeeded: rest &* 8))
      }
      if escapes == 0 { output._cursor += count } else { escape(text) }
    }
    output.write(byte: UInt8(ascii: "\""))
  }

  /// Sets the top bit of each byte that is below 0x20, a quote or a backslash. Bytes above the first such byte may be
  /// wrong.
  @inlinable @inline(__always)
  static func escapeMarks(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let found = (word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)
    return found & ~word & (ones &* 0x80)
  }

  /// Writes a string that has at least one byte that needs an escape.
  @usableFromInline @inline(never)
  mutating func escape(_ text: UnsafeRawBufferPointer) {
    for byte in text {
      switch byte {
      case 0x22, 0x5C: write(escape: byte)
      case 0x0A: write(escape: UInt8(ascii: "n"))
      case 0x0D: write(escape: UInt8(ascii: "r"))
      case 0x09: write(escape: UInt8(ascii: "t"))
      case ..<0x20:
        write(escape: UInt8(ascii: "u"))
        output.write(byte: UInt8(ascii: "0"))
        output.write(byte: UInt8(ascii: "0"))
        output.write(byte: UInt8(ascii: "0") + byte >> 4)
        output.write(byte: Self.hexadecimal(byte & 15))
      default: output.write(byte: byte)
      }
    }
  }

  private mutating func write(escape letter: UInt8) {
    output.write(byte: 0x5C)
    output.write(byte: letter)
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + (digit - 10)
  }
}
