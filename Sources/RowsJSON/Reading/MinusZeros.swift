#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Which zeros of a document are written `-0`: on the tape each is the integer 0. They are looked for once a `Double` is asked for
/// where a zero stands, and then once for the document.
@usableFromInline
struct MinusZeros {
  /// The indices of their words; nil before the first question.
  private var words: Set<Int>?

  init() {}

  /// Whether the zero that is a word of the tape has a sign.
  mutating func contains(_ word: Int, in text: UnsafeRawBufferPointer) -> Bool {
    if let words { return words.contains(word) }
    let found = Self.mayOccur(in: text) ? Self.find(in: text) : []
    words = found
    return found.contains(word)
  }

  /// Whether `-0` stands somewhere in the text without a digit, a point or an exponent after it.
  private static func mayOccur(in text: UnsafeRawBufferPointer) -> Bool {
    guard var next = text.baseAddress else { return false }
    let end = next + text.count
    while let sign = memchr(next, Int32(UInt8(ascii: "-")), end - next).map({ UnsafeRawPointer($0) }) {
      next = sign + 1
      guard next < end, next.load(as: UInt8.self) == UInt8(ascii: "0") else { continue }
      if next + 1 == end { return true }
      switch (next + 1).load(as: UInt8.self) {
      case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): continue
      default: return true
      }
    }
    return false
  }

  private static func find(in text: UnsafeRawBufferPointer) -> Set<Int> {
    var scanner = JSONScanner(text)
    // A document that has a tape is well-formed.
    try? scanner.scan()
    return Set(scanner.minusZeros)
  }
}
