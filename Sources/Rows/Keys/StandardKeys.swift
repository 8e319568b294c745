// The standard types that can be keys. They compute the hash without writing the encoding.
//
// SAFETY: the memory of strings and bytes is used only within the closure that gets it. A writer on temporary memory
// lives only within the closure that gets the memory, and hashes its bytes there.

extension Int64: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing Int64) -> UInt64 { KeyHash.hash(varint: UInt64(bitPattern: copy value)) }

  /// Whether both have the same bytes.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing Int64, _ right: borrowing Int64) -> Bool { copy left == copy right }
}

extension UInt64: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing UInt64) -> UInt64 { KeyHash.hash(varint: copy value) }

  /// Whether both have the same bytes.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing UInt64, _ right: borrowing UInt64) -> Bool { copy left == copy right }
}

extension _VarintInteger {
  /// The hash of the value's varint.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing Self) -> UInt64 {
    KeyHash.hash(varint: UInt64(truncatingIfNeeded: copy value))
  }

  /// Whether both are the same number.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing Self, _ right: borrowing Self) -> Bool { copy left == copy right }
}

extension Bool: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing Bool) -> UInt64 { KeyHash.hash(word: copy value ? 1 : 0, count: 1) }

  /// Whether both have the same bytes.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing Bool, _ right: borrowing Bool) -> Bool { copy left == copy right }
}

extension Timestamp: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing Timestamp) -> UInt64 {
    KeyHash.hash(word: (UInt64(bitPattern: value.milliseconds) ^ (1 &<< 63)).byteSwapped, count: 8)
  }

  /// Whether both have the same bytes.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing Timestamp, _ right: borrowing Timestamp) -> Bool {
    left.milliseconds == right.milliseconds
  }
}

extension String: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing String) -> UInt64 {
    let words = SmallString.words(of: value)
    if let count = SmallString.count(words.high) {
      return KeyHash.hash(lengthPrefixed: words.low, words.high, count: count)
    }
    return hashLong(value)
  }

  @usableFromInline @inline(never)
  static func hashLong(_ value: borrowing String) -> UInt64 {
    let units = value.utf8.span
    return units.withUnsafeBytes { KeyHash.hash(lengthPrefixed: $0) }
  }

  /// Whether both have the same UTF-8.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing String, _ right: borrowing String) -> Bool {
    if MemoryLayout<String>.size == 16, SmallString.words(of: left) == SmallString.words(of: right) { return true }
    return isSameLong(left, right)
  }

  @usableFromInline @inline(never)
  static func isSameLong(_ left: borrowing String, _ right: borrowing String) -> Bool {
    let mine = left.utf8.span
    let theirs = right.utf8.span
    return mine.withUnsafeBytes { mine in theirs.withUnsafeBytes { mine.isSame(as: $0) } }
  }
}

extension Substring: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing Substring) -> UInt64 { String.hash(String(copy value)) }

  /// Whether both have the same UTF-8.
  @inlinable
  public static func isSame(_ left: borrowing Substring, _ right: borrowing Substring) -> Bool {
    (copy left).utf8.elementsEqual((copy right).utf8)
  }
}

extension Bytes: StreamKey {
  /// The hash of the nested encoding.
  @inlinable @inline(__always)
  public static func hash(_ value: borrowing Bytes) -> UInt64 {
    value.withUnsafeBytes { KeyHash.hash(lengthPrefixed: $0) }
  }

  /// Whether both hold the same bytes.
  @inlinable @inline(__always)
  public static func isSame(_ left: borrowing Bytes, _ right: borrowing Bytes) -> Bool { copy left == copy right }
}

extension Optional: StreamKey where Wrapped: StreamKey {
  /// Whether both are nil, or neither is and the values are the same.
  @inlinable
  public static func isSame(_ left: borrowing Wrapped?, _ right: borrowing Wrapped?) -> Bool {
    switch (copy left, copy right) {
    case (nil, nil): true
    case (.some(let mine), .some(let theirs)): Wrapped.isSame(mine, theirs)
    default: false
    }
  }
}

extension Array: StreamKey where Element: StreamKey {
  /// Whether both have the same elements in the same order.
  @inlinable
  public static func isSame(_ left: borrowing [Element], _ right: borrowing [Element]) -> Bool {
    let mine = copy left
    let theirs = copy right
    guard mine.count == theirs.count else { return false }
    for index in mine.indices where !Element.isSame(mine[index], theirs[index]) { return false }
    return true
  }
}

extension KeyHash {
  /// The hash of a number's varint.
  @inlinable @inline(__always)
  public static func hash(varint value: UInt64) -> UInt64 {
    if value < 1 &<< 56 { return hash(number: value) }
    return hash(longVarint: value)
  }

  /// The hash of a varint of nine or ten bytes.
  @usableFromInline @inline(never)
  static func hash(longVarint value: UInt64) -> UInt64 {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { memory in
      var writer = RawWriter(_borrowing: memory)
      writer.writeVarint(value)
      return hash(writer.bytes)
    }
  }

  /// The hash of the nested encoding of a string of at most 15 bytes: the first eight in `low`, the others in `high`,
  /// the first byte lowest. The highest byte of `high` is ignored.
  @inlinable @inline(__always)
  static func hash(lengthPrefixed low: UInt64, _ high: UInt64, count: Int) -> UInt64 {
    if count < 8 { return hash(word: low &<< 8 | UInt64(truncatingIfNeeded: count), count: count &+ 1) }
    let first = low &<< 8 | UInt64(truncatingIfNeeded: count)
    let past = UInt64(truncatingIfNeeded: count &- 8) &* 8
    let last = past == 0 ? low : low &>> past | high &<< (64 &- past)
    return finish(first ^ secret0, last ^ secret1, count &+ 1)
  }

  /// The hash of these bytes after their number as a varint, which is the nested encoding of a string or of bytes.
  @inlinable @inline(__always)
  public static func hash(lengthPrefixed bytes: UnsafeRawBufferPointer) -> UInt64 {
    // SAFETY: below eight bytes only `count` are read; above, `hashLong` gets at least eight, and their number as the
    // prefix.
    guard let start = bytes.baseAddress else { return hash(word: 0, count: 1) }
    let count = bytes.count
    if count < 8 {
      return hash(
        word: start.littleEndianWord(count: count) &<< 8 | UInt64(truncatingIfNeeded: count), count: count &+ 1)
    }
    let prefixCount = VarintGroups.count(of: UInt64(truncatingIfNeeded: count))
    return hashLong(
      prefix: VarintGroups.encoded(UInt64(truncatingIfNeeded: count), count: prefixCount), prefixCount: prefixCount,
      start, count)
  }
}
