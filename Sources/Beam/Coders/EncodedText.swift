public import Rows

/// Formats encoded values for errors.
@usableFromInline
package enum EncodedText {
  /// The most bytes that an error shows.
  private static let bytesShown = 32

  /// Formats the key at the front of `bytes`; if it cannot be decoded, the bytes.
  @usableFromInline static func of<Key: Streamable>(_ bytes: UnsafeRawBufferPointer, as type: Key.Type) -> String {
    var reader = RawReader(bytes)
    if let key = try? Key.decode(from: &reader) { return StepFailure.excerpt(of: key) }
    return of(bytes)
  }

  /// Formats bytes in hexadecimal: `of the bytes 0a ff`.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    let shown = bytes.prefix(bytesShown).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    return "of the bytes \(shown)" + (bytes.count > bytesShown ? "… (\(bytes.count) bytes)" : "")
  }
}
