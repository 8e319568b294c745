public import Rows

/// The words for encoded values in an error.
@usableFromInline
package enum EncodedText {
  /// Bytes that an error shows at most.
  private static let bytesShown = 32

  /// Words a key of a type; where its bytes make no key, the bytes.
  @usableFromInline static func of<Key: Streamable>(_ bytes: UnsafeRawBufferPointer, as type: Key.Type) -> String {
    var reader = RawReader(bytes)
    if let key = try? Key.decode(from: &reader) { return StepFailure.excerpt(of: key) }
    return of(bytes)
  }

  /// Shows bytes: `of the bytes 0a ff`.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> String {
    let shown = bytes.prefix(bytesShown).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    return "of the bytes \(shown)" + (bytes.count > bytesShown ? "… (\(bytes.count) bytes)" : "")
  }
}
