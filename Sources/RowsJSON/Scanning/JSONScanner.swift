/// Reads a document slowly, by the letter of RFC 8259, into the same words as simdjson does.
///
/// Three things need it: to say where a malformed document is wrong; to find the field and the place of a value by its
/// index on the tape; and to read documents that simdjson refuses for a single value, which become words of a tag of
/// their own, so that only who asks for that value fails.
struct JSONScanner {
  /// How deep arrays and objects may be nested.
  static let maximumDepth = 512

  /// What is wrong with a document as a whole.
  struct Malformed: Error {
    let reason: String
    let offset: Int
  }

  /// An array or an object that is open.
  struct Frame {
    let isObject: Bool
    /// The index of its first word.
    let start: Int
    /// How many values are complete.
    var count = 0
    /// The name of the value that is read, without its quotes, as bytes of the text.
    var name = 0..<0
  }

  let text: UnsafeRawBufferPointer
  /// The word whose place is looked for; scanning ends there.
  let target: Int?

  /// The next byte.
  var offset = 0
  var tape: [UInt64] = []
  var strings: [UInt8] = []
  var frames: [Frame] = []
  /// The words that are the number `-0`.
  var minusZeros: [Int] = []
  /// Whether the word that was looked for has been reached.
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

  /// Reads a value, or the beginning of one.
  ///
  /// - Returns: whether it is complete; if not, its first inner value comes next.
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

  /// Goes on after a complete value: closes what ends with it.
  ///
  /// - Returns: whether everything is complete; if not, another value comes next.
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

  /// Goes into an array or an object; an empty one is complete.
  private mutating func open(isObject: Bool) throws(Malformed) -> Bool {
    guard frames.count < Self.maximumDepth else {
      throw Malformed(reason: "the document is nested deeper than \(Self.maximumDepth) levels", offset: offset)
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
    for index in 0..<word.utf8CodeUnitCount {
      guard byte == word.utf8Start[index] else { throw unexpected("in the word \(word)") }
      offset += 1
    }
    tape.append(Tape.word(tag))
  }
}

// MARK: Bytes and places

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

  /// Says what stands at the next byte, and why it is wrong.
  func unexpected(_ place: String) -> Malformed {
    guard let byte else { return Malformed(reason: "the document ends \(place)", offset: offset) }
    let shown =
      (0x21...0x7E).contains(byte) ? "'\(UnicodeScalar(byte))'" : "the byte 0x\(String(byte, radix: 16))"
    return Malformed(reason: "unexpected \(shown) \(place)", offset: offset)
  }

  /// The names and indices of the arrays and objects around the next byte, as `places[2].lat`.
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

// MARK: What readers ask for

extension JSONScanner {
  /// Where the value is that begins with a word.
  static func place(ofWord index: Int, in text: UnsafeRawBufferPointer) -> (path: String, offset: Int) {
    var scanner = JSONScanner(text, target: index)
    // A document that has a tape is well-formed; were it not, the place of the fault would be the answer.
    try? scanner.scan()
    return (scanner.path, scanner.offset)
  }
}
