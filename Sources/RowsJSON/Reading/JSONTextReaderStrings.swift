internal import CJoistSimdJSON
import Rows

extension JSONTextReader {
  /// A string of the document.
  @usableFromInline
  struct Text {
    /// The bytes between the quotes.
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Whether all bytes are below 0x80.
    let isASCII: Bool
  }

  /// Skips a string without escapes, and returns its bytes, which may be invalid UTF-8.
  @usableFromInline
  mutating func scanString() throws(GivenUp) -> Text {
    try pass(UInt8(ascii: "\""))
    // SAFETY: `start` is at most `end`, and the function reads only between them.
    let start = cursor
    let found = joist_text_find_end(
      start.assumingMemoryBound(to: UInt8.self), end.assumingMemoryBound(to: UInt8.self))
    cursor = UnsafeRawPointer(found.end)
    // The last byte of the document is not a quote, so a string that reaches it has no end.
    if cursor == end { throw giveUp() }
    let bytes = UnsafeRawBufferPointer(start: start, count: cursor - start)
    try pass(UInt8(ascii: "\""))
    return Text(bytes: bytes, isASCII: found.is_ascii != 0)
  }

  /// Reads a string.
  @usableFromInline
  mutating func readString() throws(GivenUp) -> String {
    let text = try scanString()
    // SAFETY: the bytes are part of the document, are only read, and are copied before this returns.
    let bytes = text.bytes.assumingMemoryBound(to: UInt8.self)
    if text.isASCII {
      return SmallString.make(ascii: text.bytes) ?? String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: true))
    }
    guard let valid = try? UTF8Span(validating: bytes.span) else { throw giveUp() }
    return String(copying: valid)
  }
}
