#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Finds the zeros of a document that are written `-0`, each of which is the integer 0 on the tape. The document is
/// searched when the first zero is read as a `Double`, and only once.
@usableFromInline
struct NegativeZeros {
  /// The indices of their words; nil until the document has been searched.
  private var words: Set<Int>?

  init() {}

  /// Whether the zero at a word of the tape is negative.
  mutating func contains(_ word: Int, in text: UnsafeRawBufferPointer) -> Bool {
    if let words { return words.contains(word) }
    let found = Self.mayOccur(in: text) ? Self.find(in: text) : []
    words = found
    return found.contains(word)
  }

  /// Whether the text has a `-0` that is not followed by a digit, a point or an exponent.
  private static func mayOccur(in text: UnsafeRawBufferPointer) -> Bool {
    // SAFETY: every load is below `end`.
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
    // A document with a tape is well-formed.
    try? scanner.scan()
    return Set(scanner.negativeZeros)
  }
}
