internal import CJoistSimdJSON
import Rows

extension JSONTextReader {
  /// A string in the text.
  @usableFromInline
  struct Text {
    /// Between the quotes.
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Whether all bytes are below 0x80.
    let isASCII: Bool
  }

  /// Passes over a string without escapes. Its bytes may be no text.
  @usableFromInline
  mutating func scanString() throws(GivenUp) -> Text {
    try pass(UInt8(ascii: "\""))
    let start = cursor
    let found = joist_text_find_end(
      start.assumingMemoryBound(to: UInt8.self), end.assumingMemoryBound(to: UInt8.self))
    cursor = UnsafeRawPointer(found.end)
    // The last byte of the document is none that a string ends with, so the search may have gone beyond it.
    if cursor == end { throw giveUp() }
    let bytes = UnsafeRawBufferPointer(start: start, count: cursor - start)
    try pass(UInt8(ascii: "\""))
    return Text(bytes: bytes, isASCII: found.is_ascii != 0)
  }

  /// Reads a string.
  @usableFromInline
  mutating func readText() throws(GivenUp) -> String {
    let text = try scanString()
    let bytes = text.bytes.assumingMemoryBound(to: UInt8.self)
    if text.isASCII {
      return SmallText.make(ascii: text.bytes) ?? String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: true))
    }
    guard let valid = try? UTF8Span(validating: bytes.span) else { throw giveUp() }
    return String(copying: valid)
  }
}
