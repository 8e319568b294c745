/// A type that can be grouped by: the same key always has the same bytes.
///
/// Two keys are the same if their *nested encodings* are, which is what Beam compares in every language. Swift's `==`
/// may differ (`"é" == "e\u{301}"`), so a key has its own comparison.
///
/// A `@Row` struct can be a key if it conforms to `StreamKey` and all its fields do.
public protocol StreamKey: Streamable {
  /// The hash of the value's nested encoding; must be equal to ``KeyHash/hash(_:)`` of those bytes.
  static func hash(_ value: borrowing Self) -> UInt64

  /// Whether the nested encodings of two values are the same bytes.
  static func isSame(_ left: borrowing Self, _ right: borrowing Self) -> Bool
}

extension StreamKey {
  /// Encodes the value and hashes the bytes.
  @inlinable
  public static func hash(_ value: borrowing Self) -> UInt64 {
    let key = copy value
    // SAFETY: the writer lives only within the closure, so it does not outlive the memory; its bytes are hashed there.
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { memory in
      var writer = RawWriter(_borrowing: memory)
      encode(key, into: &writer)
      return KeyHash.hash(writer.bytes)
    }
  }
}
