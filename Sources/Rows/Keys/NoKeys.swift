// Types that cannot be keys, with compiler errors that say why. These conformances exist at run time, so `as? any
// StreamKey.Type` must not be used.

@available(
  *, unavailable,
  message:
    "a Double cannot be a key: -0.0 == 0.0 and NaN != NaN, but their bytes say otherwise; key by an integer or a string"
)
extension Double: StreamKey {
  /// Whether both have the same bytes.
  public static func isSame(_ left: borrowing Double, _ right: borrowing Double) -> Bool {
    left.bitPattern == right.bitPattern
  }
}

@available(
  *, unavailable,
  message:
    "a Float cannot be a key: -0.0 == 0.0 and NaN != NaN, but their bytes say otherwise; key by an integer or a string"
)
extension Float: StreamKey {
  /// Whether both have the same bytes.
  public static func isSame(_ left: borrowing Float, _ right: borrowing Float) -> Bool {
    left.bitPattern == right.bitPattern
  }
}

@available(
  *, unavailable,
  message: "a Set cannot be a key: equal sets may be written in different orders; key by a sorted array"
)
extension Set: StreamKey where Element: Streamable {
  /// Whether both have the same bytes.
  public static func isSame(_ left: borrowing Set<Element>, _ right: borrowing Set<Element>) -> Bool {
    copy left == copy right
  }
}

@available(
  *, unavailable,
  message: "a Dictionary cannot be a key: equal dictionaries may be written in different orders; key by a sorted array"
)
extension Dictionary: StreamKey where Key: Streamable, Value: Streamable {
  /// Whether both have the same bytes.
  public static func isSame(_ left: borrowing [Key: Value], _ right: borrowing [Key: Value]) -> Bool {
    Bytes(encoding: left) == Bytes(encoding: right)
  }
}
