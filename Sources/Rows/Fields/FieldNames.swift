/// Names of fields, compared and looked up as bytes: for readers of formats with names, and for what `@Row` generates.
public enum FieldNames {
  /// Whether these bytes are a name.
  @inlinable @inline(__always)
  public static func isSame(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
    UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount).isSame(as: bytes)
  }

  /// A number of a name's beginning, end and length: different names have different ones nearly always.
  @inlinable @inline(__always)
  public static func code(of name: UnsafeRawBufferPointer) -> UInt64 {
    guard let start = name.baseAddress else { return 0 }
    let count = name.count
    if count <= 8 { return start.littleEndianWord(count: count) ^ UInt64(truncatingIfNeeded: count) }
    let last = (start + (count &- 8)).littleEndianWord()
    return start.littleEndianWord() ^ last &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
  }
}
