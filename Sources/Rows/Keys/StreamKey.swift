/// What may be grouped by: a type of which equal values have equal bytes.
///
/// Keys are the same when their *nested encodings* are, which is what Beam compares on every machine and in every
/// language. Swift's `==` may say otherwise (`"é" == "e\u{301}"`), so a key brings its own comparison.
///
/// A struct with `@Row` is a key where it says `: StreamKey` and all its fields are keys.
public protocol StreamKey: Streamable {
  /// The hash of the value's nested encoding: exactly what ``KeyHash/hash(_:)`` gives for those bytes.
  static func hash(_ value: borrowing Self) -> UInt64

  /// Whether the nested encodings of two values are the same bytes.
  static func isSame(_ left: borrowing Self, _ right: borrowing Self) -> Bool
}

extension StreamKey {
  /// Encodes the value and hashes the bytes.
  @inlinable
  public static func hash(_ value: borrowing Self) -> UInt64 {
    let key = copy value
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { memory in
      var writer = RawWriter(_borrowing: memory)
      encode(key, into: &writer)
      return KeyHash.hash(writer.bytes)
    }
  }
}
