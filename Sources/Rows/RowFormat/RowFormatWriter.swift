// Beam's row format, written: the number of fields as a varint, a bitmap of those that are null (its bytes counted by a
// varint, none if no field is null), then the others in order, as their types say.

extension RawWriter: FieldWriter {
  /// Fields are told by their place.
  @inlinable @inline(__always)
  public static var isPositional: Bool { true }

  /// Writes the number of fields and the bitmap.
  @inlinable @inline(__always)
  public mutating func beginRow(fieldCount: Int, nulls: NullBits) {
    writeVarint(UInt64(truncatingIfNeeded: fieldCount))
    if nulls.isEmpty { write(byte: 0) } else { writeBitmap(nulls) }
  }

  /// The bitmap, up to its last byte with a bit.
  @usableFromInline @inline(never)
  mutating func writeBitmap(_ nulls: NullBits) {
    let words = nulls.words
    let count = words.count * 8 - (words.last ?? 0).leadingZeroBitCount / 8
    writeVarint(UInt64(count))
    for place in 0..<count { write(byte: UInt8(truncatingIfNeeded: words[place / 8] >> UInt64(place % 8 * 8))) }
  }

  /// Nothing: the place tells the field.
  @inlinable @inline(__always)
  public mutating func beginField(_ name: StaticString) {}

  /// Nothing.
  @inlinable @inline(__always)
  public mutating func endRow() {}

  /// Writes the count in four bytes, highest first.
  @inlinable @inline(__always)
  public mutating func beginArray(count: Int) { writeIterableCount(count, into: &self) }

  /// Nothing.
  @inlinable @inline(__always)
  public mutating func beginElement() {}

  /// Nothing.
  @inlinable @inline(__always)
  public mutating func endArray() {}

  /// Writes the count in four bytes, highest first.
  @inlinable @inline(__always)
  public mutating func beginMap(count: Int) { writeIterableCount(count, into: &self) }

  /// Writes the key as a text.
  @inlinable @inline(__always)
  public mutating func writeKey(_ key: borrowing String) { String.encode(key, into: &self) }

  /// Nothing.
  @inlinable @inline(__always)
  public mutating func endMap() {}

  /// Writes 0.
  @inlinable @inline(__always)
  public mutating func writeNull() { write(byte: 0) }

  /// Writes 1.
  @inlinable @inline(__always)
  public mutating func writePresent() { write(byte: 1) }

  /// Writes 0 or 1.
  @inlinable @inline(__always)
  public mutating func write(_ value: Bool) { write(byte: value ? 1 : 0) }

  /// Writes an integer as the type that its schema names: BYTE in one byte, INT16 in two, highest first, INT32 as the
  /// varint of its 32 bits, INT64 as that of its 64.
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

  /// Writes eight bytes, highest first.
  @inlinable @inline(__always)
  public mutating func write(_ value: Double) { writeBigEndian(value.bitPattern) }

  /// Writes four bytes, highest first.
  @inlinable @inline(__always)
  public mutating func write(_ value: Float) { writeBigEndian(value.bitPattern) }

  /// Writes the number of bytes as a varint, then the UTF-8.
  @inlinable @inline(__always)
  public mutating func write(_ value: borrowing String) { String.encode(value, into: &self) }

  /// Writes the number of bytes as a varint, then the bytes.
  @inlinable @inline(__always)
  public mutating func write(_ value: borrowing Bytes) { Bytes.encode(value, into: &self) }

  /// Writes eight bytes, highest first, of the milliseconds with the sign bit flipped.
  @inlinable @inline(__always)
  public mutating func write(_ value: Timestamp) { Timestamp.encode(value, into: &self) }
}
