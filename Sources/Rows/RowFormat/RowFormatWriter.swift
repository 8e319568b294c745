// Writes Beam's row format: the number of fields as a varint; the length of the null bitmap as a varint, and the bitmap
// (empty if no field is null); then the fields that are not null, in order.

extension RawWriter: FieldWriter {
  /// True: fields are identified by their position.
  @inlinable @inline(__always)
  public static var isPositional: Bool { true }

  /// Writes the number of fields and the bitmap.
  @inlinable @inline(__always)
  public mutating func beginRow(fieldCount: Int, nulls: NullBits) {
    writeVarint(UInt64(truncatingIfNeeded: fieldCount))
    if nulls.isEmpty { write(byte: 0) } else { writeBitmap(nulls) }
  }

  /// Writes the bitmap up to its last nonzero byte, after its length.
  @usableFromInline @inline(never)
  mutating func writeBitmap(_ nulls: NullBits) {
    let words = nulls.words
    let count = words.count * 8 - (words.last ?? 0).leadingZeroBitCount / 8
    writeVarint(UInt64(count))
    for byte in 0..<count { write(byte: UInt8(truncatingIfNeeded: words[byte / 8] >> UInt64(byte % 8 * 8))) }
  }

  /// Writes nothing: a field is identified by its position.
  @inlinable @inline(__always)
  public mutating func beginField(_ name: StaticString) {}

  /// Writes nothing: the row began with its number of fields.
  @inlinable @inline(__always)
  public mutating func endRow() {}

  /// Writes the count in four bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func beginArray(count: Int) { writeIterableCount(count, into: &self) }

  /// Writes nothing: elements follow each other without separators.
  @inlinable @inline(__always)
  public mutating func beginElement() {}

  /// Writes nothing: the array began with its count.
  @inlinable @inline(__always)
  public mutating func endArray() {}

  /// Writes the count in four bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func beginMap(count: Int) { writeIterableCount(count, into: &self) }

  /// Writes the key as a string.
  @inlinable @inline(__always)
  public mutating func writeKey(_ key: borrowing String) { String.encode(key, into: &self) }

  /// Writes nothing: the map began with its count.
  @inlinable @inline(__always)
  public mutating func endMap() {}

  /// Writes 0: no value follows.
  @inlinable @inline(__always)
  public mutating func writeNull() { write(byte: 0) }

  /// Writes 1: the value follows.
  @inlinable @inline(__always)
  public mutating func writePresent() { write(byte: 1) }

  /// Writes 0 or 1.
  @inlinable @inline(__always)
  public mutating func write(_ value: Bool) { write(byte: value ? 1 : 0) }

  /// Writes an integer in the encoding of its schema type: BYTE in one byte, INT16 in two, big-endian, INT32 as a
  /// varint of 32 bits, INT64 as a varint of 64 bits.
  @inlinable @inline(__always)
  public mutating func write<Integer: FixedWidthInteger & BitwiseCopyable>(integer value: Integer) {
    let bits = Integer.bitWidth &+ (Integer.isSigned ? 0 : 1)
    if bits <= 8 {
      write(byte: UInt8(truncatingIfNeeded: value))
    } else if bits <= 16 {
      writeBigEndian(UInt16(truncatingIfNeeded: value))
    } else if bits <= 32 {
      writeVarint(UInt64(UInt32(truncatingIfNeeded: value)))
    } else {
      writeVarint(UInt64(truncatingIfNeeded: value))
    }
  }

  /// Writes eight bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func write(_ value: Double) { writeBigEndian(value.bitPattern) }

  /// Writes four bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func write(_ value: Float) { writeBigEndian(value.bitPattern) }

  /// Writes the number of bytes as a varint, then the UTF-8.
  @inlinable @inline(__always)
  public mutating func write(_ value: borrowing String) { String.encode(value, into: &self) }

  /// Writes the number of bytes as a varint, then the bytes.
  @inlinable @inline(__always)
  public mutating func write(_ value: borrowing Bytes) { Bytes.encode(value, into: &self) }

  /// Writes the milliseconds in eight bytes, big-endian, with the sign bit flipped.
  @inlinable @inline(__always)
  public mutating func write(_ value: Timestamp) { Timestamp.encode(value, into: &self) }
}
