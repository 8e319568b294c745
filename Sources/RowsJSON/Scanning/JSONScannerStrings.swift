import Rows

// Part of the slow parser: see `JSONScanner`. A string is unescaped into the buffer that the tape refers to if it is
// valid Unicode.

extension JSONScanner {
  /// Reads a string with its quotes.
  mutating func scanString() throws(Malformed) {
    let begin = offset
    let length = strings.count
    offset += 1
    strings += [0, 0, 0, 0]
    var isText = true
    while let next = byte, next != UInt8(ascii: "\"") {
      if next == UInt8(ascii: "\\") {
        if try !scanEscape() { isText = false }
      } else if next < 0x20 {
        throw Malformed(reason: "a control character in a string must be escaped", offset: offset)
      } else {
        let plain = plainBytes()
        strings.append(contentsOf: plain)
        offset += plain.count
      }
    }
    guard byte != nil else { throw unexpected("within a string that begins at byte \(begin)") }
    offset += 1
    finishString(length: length, begin: begin, isText: isText)
  }

  /// The bytes up to the next quote, backslash or control character.
  private func plainBytes() -> UnsafeRawBufferPointer {
    var end = offset
    while end < text.count {
      let byte = text[end]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      end += 1
    }
    return UnsafeRawBufferPointer(rebasing: text[offset..<end])
  }

  private mutating func finishString(length: Int, begin: Int, isText: Bool) {
    let count = strings.count - length - 4
    // SAFETY: the memory is used only within the closures.
    let isUnicode = strings.withUnsafeBytes { bytes in
      (try? String(utf8: UnsafeRawBufferPointer(rebasing: bytes[(length + 4)...]))) != nil
    }
    guard isText, isUnicode else {
      strings.removeLast(count + 4)
      tape.append(Tape.word(Tape.brokenString, UInt64(begin)))
      return
    }
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: count)) { strings.replaceSubrange(length..<(length + 4), with: $0) }
    strings.append(0)
    tape.append(Tape.word(Tape.string, UInt64(length)))
  }

  /// Reads an escape.
  ///
  /// - Returns: whether it is valid Unicode. A surrogate without its other half is not.
  private mutating func scanEscape() throws(Malformed) -> Bool {
    let begin = offset
    offset += 1
    guard let letter = byte else { throw unexpected("within an escape") }
    if letter == UInt8(ascii: "u") {
      offset += 1
      return try scanUnicodeEscape()
    }
    guard let plain = Self.escapes[letter] else {
      throw Malformed(reason: "invalid escape", offset: begin)
    }
    strings.append(plain)
    offset += 1
    return true
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func scanUnicodeEscape() throws(Malformed) -> Bool {
    var scalar = try scanHexadecimal()
    if (0xDC00...0xDFFF).contains(scalar) { return false }
    if (0xD800...0xDBFF).contains(scalar) {
      guard byte == UInt8(ascii: "\\"), offset + 1 < text.count, text[offset + 1] == UInt8(ascii: "u") else {
        return false
      }
      let second = offset
      offset += 2
      let low = try scanHexadecimal()
      guard (0xDC00...0xDFFF).contains(low) else {
        offset = second
        return false
      }
      scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let unicode = UnicodeScalar(scalar) else { return false }
    strings.append(contentsOf: UTF8.encode(unicode).map(Array.init) ?? [])
    return true
  }

  private mutating func scanHexadecimal() throws(Malformed) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = byte.flatMap({ Character(UnicodeScalar($0)).hexDigitValue }), byte ?? 0xFF < 0x80 else {
        throw unexpected("where a hexadecimal digit should be")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
