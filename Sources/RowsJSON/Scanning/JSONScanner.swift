/// The slow JSON parser: reads a document strictly by RFC 8259 and makes the same tape as simdjson.
///
/// The fast paths are ``JSONTextReader``, which reads common documents without a tape, and ``JSONReader`` on simdjson's
/// tape; see ``JSONParser``. This scanner runs only if both are not enough:
/// - simdjson refused the document. The scanner finds the position of the error. If only a single value is invalid, it
///   makes a tape with a special tag for the value, so that reading fails only at that value.
/// - A reader on a tape failed, and the error needs the field and offset of a word (``location(ofWord:in:)``).
/// - A zero is read as a `Double`, and the document has a `-0` (``NegativeZeros``), or a `Double` is read as an
///   integer.
struct JSONScanner {
  /// The most levels of nested arrays and objects.
  static let maximumDepth = 512

  /// Why a document is malformed.
  struct Malformed: Error {
    let reason: String
    let offset: Int
  }

  /// An array or an object that contains the next value.
  struct Frame {
    let isObject: Bool
    /// The index of its first word.
    let start: Int
    /// The number of complete values in it.
    var count = 0
    /// The range in the text of the current value's name, without quotes.
    var name = 0..<0
  }

  // SAFETY: `text` outlives the scanner. Each offset is compared with `text.count` before it is read, and `offset`
  // never exceeds it.

  /// The bytes of the document, which outlive the scanner.
  let text: UnsafeRawBufferPointer
  /// The index of the word to find; scanning ends there.
  let target: Int?

  /// The offset of the next byte.
  var offset = 0
  /// The words so far.
  var tape: [UInt64] = []
  /// The strings that words of the tape refer to.
  var strings: [UInt8] = []
  /// The arrays and objects that contain the next value, the innermost last.
  var frames: [Frame] = []
  /// The indices of the words for the number `-0`.
  var negativeZeros: [Int] = []
  /// Whether the target has been reached.
  private(set) var isAtTarget = false

  init(_ text: UnsafeRawBufferPointer, target: Int? = nil) {
    self.text = text
    self.target = target
  }
}

// MARK: The document

extension JSONScanner {
  /// Reads the document, up to the target if there is one.
  mutating func scan() throws(Malformed) {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    tape.append(0)
    repeat {
      skipSpace()
      if reachesTarget() { return }
      guard try beginValue() else { continue }
      if isAtTarget { return }
      guard try finishValue() else { continue }
      if isAtTarget { return }
      break
    } while true
    if isAtTarget { return }
    guard offset == text.count else { throw unexpected("after the end of the document") }
    tape.append(Tape.word(Tape.root))
    tape[0] = Tape.word(Tape.root, UInt64(tape.count))
  }

  /// Reads a value, or the beginning of an array or object.
  ///
  /// - Returns: whether the value is complete. If not, its first inner value is next.
  private mutating func beginValue() throws(Malformed) -> Bool {
    switch byte {
    case UInt8(ascii: "{"): return try open(isObject: true)
    case UInt8(ascii: "["): return try open(isObject: false)
    case UInt8(ascii: "\""): try scanString()
    case UInt8(ascii: "t"): try scanWord("true", Tape.yes)
    case UInt8(ascii: "f"): try scanWord("false", Tape.no)
    case UInt8(ascii: "n"): try scanWord("null", Tape.null)
    case UInt8(ascii: "-"), .some(0x30...0x39): try scanNumber()
    default: throw unexpected("where a value should be")
    }
    return true
  }

  /// Ends the arrays and objects that end after a complete value.
  ///
  /// - Returns: whether the document is complete. If not, another value is next.
  private mutating func finishValue() throws(Malformed) -> Bool {
    while let frame = frames.last {
      skipSpace()
      if byte == UInt8(ascii: ",") {
        offset += 1
        frames[frames.count - 1].count += 1
        if frame.isObject { try scanName() }
        return false
      }
      guard byte == UInt8(ascii: frame.isObject ? "}" : "]") else {
        throw unexpected(frame.isObject ? "where ',' or '}' should be" : "where ',' or ']' should be")
      }
      frames[frames.count - 1].count += 1
      close()
    }
    skipSpace()
    return true
  }

  /// Begins an array or an object.
  /// - Returns: whether it is complete, since it is empty.
  private mutating func open(isObject: Bool) throws(Malformed) -> Bool {
    guard frames.count < Self.maximumDepth else {
      throw Malformed(reason: "the document is nested more deeply than \(Self.maximumDepth) levels", offset: offset)
    }
    offset += 1
    frames.append(Frame(isObject: isObject, start: tape.count))
    tape.append(0)
    skipSpace()
    if byte == UInt8(ascii: isObject ? "}" : "]") {
      close()
      return true
    }
    if isObject { try scanName() }
    return false
  }

  private mutating func close() {
    let frame = frames.removeLast()
    offset += 1
    tape.append(Tape.word(frame.isObject ? Tape.closeObject : Tape.closeArray, UInt64(frame.start)))
    tape[frame.start] = Tape.word(
      frame.isObject ? Tape.openObject : Tape.openArray,
      UInt64(tape.count) | min(UInt64(frame.count), Tape.maximumCount) << 32)
  }

  /// Reads a name and the colon after it.
  private mutating func scanName() throws(Malformed) {
    skipSpace()
    guard byte == UInt8(ascii: "\"") else { throw unexpected("where a name in quotes should be") }
    frames[frames.count - 1].name = offset..<offset
    if reachesTarget() { return }
    let begin = offset + 1
    try scanString()
    frames[frames.count - 1].name = begin..<(offset - 1)
    skipSpace()
    guard byte == UInt8(ascii: ":") else { throw unexpected("where ':' should be") }
    offset += 1
  }

  private mutating func scanWord(_ word: StaticString, _ tag: UInt8) throws(Malformed) {
    let rest = UnsafeRawBufferPointer(rebasing: text[offset...])
    guard rest.starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)) else {
      throw unexpected("where a value should be")
    }
    offset += word.utf8CodeUnitCount
    tape.append(Tape.word(tag))
  }
}

// MARK: Bytes

extension JSONScanner {
  /// The next byte; nil at the end.
  var byte: UInt8? { offset < text.count ? text[offset] : nil }

  private mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func reachesTarget() -> Bool {
    if tape.count == target { isAtTarget = true }
    return isAtTarget
  }

  /// The error for an unexpected next byte or word, or the end of the document.
  /// - Parameter context: what was expected, as "where ':' should be".
  func unexpected(_ context: String) -> Malformed {
    guard let byte else {
      return Malformed(
        reason: isEmpty ? "the document is empty" : "the document ends \(context)", offset: offset)
    }
    let word = word
    let shown =
      if !word.isEmpty {
        "'\(word)'"
      } else if (0x21...0x7E).contains(byte) {
        "'\(UnicodeScalar(byte))'"
      } else {
        "the byte 0x\(String(byte, radix: 16))"
      }
    return Malformed(reason: "unexpected \(shown) \(context)", offset: offset)
  }

  /// Whether the text has nothing but white space.
  private var isEmpty: Bool {
    let content = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    return content.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  /// The letters at the offset, shortened if there are many; empty if there are none.
  private var word: String {
    let letters = text[offset...].prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    return String(decoding: letters.prefix(20), as: UTF8.self) + (letters.count > 20 ? "…" : "")
  }

  /// The path of the current value, as `places[2].lat`.
  var path: String {
    var path = ""
    for frame in frames {
      if frame.isObject {
        if frame.name.isEmpty { continue }
        let name = String(decoding: text[frame.name], as: UTF8.self)
        path += (path.isEmpty ? "" : ".") + (name.utf8.count > 100 ? name.prefix(100) + "…" : name)
      } else {
        path += "[\(frame.count)]"
      }
    }
    return path
  }
}

// MARK: For readers

extension JSONScanner {
  /// The path and the offset of the value that begins at a word of the tape.
  static func location(ofWord index: Int, in text: UnsafeRawBufferPointer) -> (path: String, offset: Int) {
    var scanner = JSONScanner(text, target: index)
    // A document with a tape is well-formed. If it were not, the result would be the position of the error.
    try? scanner.scan()
    return (scanner.path, scanner.offset)
  }
}
