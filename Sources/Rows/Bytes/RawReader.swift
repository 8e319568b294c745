/// Reads values from bytes in memory.
///
/// Every read checks the number of bytes left, and throws ``CoderError`` if there are too few.
public struct RawReader {
  // SAFETY: the memory must outlive the reader. `_cursor` never goes beyond `_end`: each function that moves it or
  // loads a word first checks `remaining`. Modules that use `_cursor` themselves must do the same.

  /// The most levels of nested rows, arrays and maps.
  public static var maximumDepth: Int { 256 }

  /// The address of the next byte. Underscored: only for loops in other modules that read the memory directly.
  public var _cursor: UnsafePointer<UInt8>
  /// The end of the memory.
  public let _end: UnsafePointer<UInt8>
  /// The number of rows, arrays and maps that contain the next value.
  @usableFromInline var depth = 0

  /// A reader of a buffer, whose memory must outlive the reader.
  @inlinable @inline(__always)
  public init(_ bytes: UnsafeRawBufferPointer) {
    // SAFETY: the memory is only read, as `UInt8`.
    if let start = bytes.baseAddress {
      _cursor = start.assumingMemoryBound(to: UInt8.self)
    } else {
      _cursor = Self.nowhere
    }
    _end = _cursor + bytes.count
  }

  /// An address for empty buffers without one. It is never read.
  @inlinable
  static var nowhere: UnsafePointer<UInt8> { UnsafePointer(bitPattern: 8).unsafelyUnwrapped }
}

// MARK: Position

extension RawReader {
  /// The number of bytes left.
  @inlinable @inline(__always)
  public var remaining: Int { _end - _cursor }

  /// Whether no byte is left.
  @inlinable @inline(__always)
  public var isAtEnd: Bool { _cursor == _end }

  /// The address of the next byte.
  @inlinable
  public var address: UnsafeRawPointer { UnsafeRawPointer(_cursor) }

  /// Counts a row, array or map that begins. Its end subtracts one from `depth`.
  @inlinable @inline(__always)
  mutating func goDeeper() throws(CoderError) {
    guard depth < Self.maximumDepth else { try CoderError.tooDeep.raise() }
    depth &+= 1
  }

  /// Throws ``CoderError/trailingBytes(_:)`` unless everything has been read.
  @inlinable
  public func expectEnd() throws(CoderError) {
    guard isAtEnd else { try CoderError.trailingBytes(remaining).raise() }
  }
}

// MARK: Reading

extension RawReader {
  /// Reads one byte.
  @inlinable @inline(__always)
  public mutating func readByte() throws(CoderError) -> UInt8 {
    guard _cursor != _end else { try CoderError.truncated.raise() }
    let byte = _cursor.pointee
    _cursor += 1
    return byte
  }

  /// Reads `count` bytes without copying them. They are valid as long as the reader's memory.
  @inlinable @inline(__always)
  public mutating func readBytes(_ count: Int) throws(CoderError) -> UnsafeRawBufferPointer {
    guard count >= 0 else { try CoderError.badLength(Int64(count)).raise() }
    guard count <= remaining else { try CoderError.truncated.raise() }
    let start = _cursor
    _cursor += count
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// Reads all bytes left without copying them. They are valid as long as the reader's memory.
  @inlinable
  public mutating func readRest() -> UnsafeRawBufferPointer {
    let start = _cursor
    _cursor = _end
    return UnsafeRawBufferPointer(start: start, count: _end - start)
  }

  /// Skips `count` bytes.
  @inlinable @inline(__always)
  public mutating func skip(_ count: Int) throws(CoderError) {
    _ = try readBytes(count)
  }

  /// Reads a varint of at most 64 bits: groups of seven bits, lowest first.
  @inlinable @inline(__always)
  public mutating func readVarint() throws(CoderError) -> UInt64 {
    guard _cursor != _end else { try CoderError.truncated.raise() }
    let first = _cursor.pointee
    if first < 0x80 {
      _cursor += 1
      return UInt64(first)
    }
    return try readLongVarint()
  }

  /// Reads a varint of two bytes or more.
  @inlinable
  mutating func readLongVarint() throws(CoderError) -> UInt64 {
    if remaining >= 2, _cursor[1] < 0x80 {
      let value = UInt64(_cursor[0] & 0x7F) | UInt64(_cursor[1]) &<< 7
      _cursor += 2
      return value
    }
    if remaining >= 8 {
      let word = UnsafeRawPointer(_cursor).littleEndianWord()
      let stops = ~word & 0x8080_8080_8080_8080
      if stops != 0 {
        _cursor += stops.trailingZeroBitCount &>> 3 &+ 1
        return VarintGroups.gather(word & (stops ^ (stops &- 1)) & 0x7F7F_7F7F_7F7F_7F7F)
      }
    }
    return try readVarintByByte()
  }

  /// Reads a varint near the end of the memory, or one of nine or ten bytes.
  @usableFromInline @inline(never)
  mutating func readVarintByByte() throws(CoderError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try readByte()
      guard shift < 63 || (shift == 63 && byte <= 1) else { try CoderError.varintTooLong.raise() }
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// Reads a length as a varint, and checks that at least that many bytes are left.
  @inlinable @inline(__always)
  public mutating func readLength() throws(CoderError) -> Int {
    let length = Int64(bitPattern: try readVarint())
    guard length >= 0 else { try CoderError.badLength(length).raise() }
    guard length <= Int64(remaining) else { try CoderError.truncated.raise() }
    return Int(length)
  }

  /// Reads eight bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func readBigEndianUInt64() throws(CoderError) -> UInt64 {
    guard remaining >= 8 else { try CoderError.truncated.raise() }
    let value = UInt64(bigEndian: UnsafeRawPointer(_cursor).loadUnaligned(as: UInt64.self))
    _cursor += 8
    return value
  }

  /// Reads four bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func readBigEndianUInt32() throws(CoderError) -> UInt32 {
    guard remaining >= 4 else { try CoderError.truncated.raise() }
    let value = UInt32(bigEndian: UnsafeRawPointer(_cursor).loadUnaligned(as: UInt32.self))
    _cursor += 4
    return value
  }

  /// Reads two bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func readBigEndianUInt16() throws(CoderError) -> UInt16 {
    guard remaining >= 2 else { try CoderError.truncated.raise() }
    let value = UInt16(bigEndian: UnsafeRawPointer(_cursor).loadUnaligned(as: UInt16.self))
    _cursor += 2
    return value
  }
}

extension UnsafeRawBufferPointer {
  /// Reads one value, which must use all bytes.
  ///
  /// - Throws: errors of `read`; ``CoderError/trailingBytes(_:)`` if bytes are left over.
  @inlinable
  public func readAll<Value>(
    _ read: (inout RawReader) throws(CoderError) -> Value
  ) throws(CoderError) -> Value {
    var reader = RawReader(self)
    let value = try read(&reader)
    try reader.expectEnd()
    return value
  }
}
