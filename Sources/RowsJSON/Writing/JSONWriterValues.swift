public import Rows

extension JSONWriter {
  /// Writes `null`.
  @inlinable
  public mutating func writeNull() { write("null" as StaticString) }

  /// Nothing: a value shows that it is there.
  @inlinable @inline(__always)
  public mutating func writePresent() {}

  /// Writes `true` or `false`.
  @inlinable @inline(__always)
  public mutating func write(_ value: Bool) {
    if value { write("true" as StaticString) } else { write("false" as StaticString) }
  }

  /// Writes a word.
  @inlinable @inline(__always)
  mutating func write(_ word: StaticString) {
    output.write(bytes: UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  /// Writes the digits.
  @inlinable @inline(__always)
  public mutating func write<Integer: FixedWidthInteger & BitwiseCopyable>(integer value: Integer) {
    write(magnitude: UInt64(truncatingIfNeeded: value.magnitude), isNegative: Integer.isSigned && value < 0)
  }

  /// Writes the digits of a number of at most 64 bits.
  @usableFromInline
  mutating func write(magnitude: UInt64, isNegative: Bool) {
    output.reserve(20)
    if isNegative {
      output._cursor.pointee = UInt8(ascii: "-")
      output._cursor += 1
    }
    output._cursor += JSONDigits.write(magnitude, to: output._cursor)
  }

  /// Writes the shortest digits that are read as the same value; `"NaN"`, `"Infinity"` or `"-Infinity"` for what is no
  /// number in JSON.
  @inlinable
  public mutating func write(_ value: Double) {
    output.reserve(32)
    let count = JSONDigits.writeShort(value, to: output._cursor)
    if count > 0 { output._cursor += count } else { writeUncommon(value) }
  }

  @usableFromInline @inline(never)
  mutating func writeUncommon(_ value: Double) {
    guard value.isFinite else { return write(JSONSpecialNumbers.name(of: value)) }
    write(plain: value.description)
  }

  /// Writes the shortest digits that are read as the same value.
  public mutating func write(_ value: Float) {
    guard value.isFinite else { return write(JSONSpecialNumbers.name(of: Double(value))) }
    write(plain: value.description)
  }

  /// Writes a string in base 64.
  public mutating func write(_ value: borrowing Bytes) {
    output.write(byte: UInt8(ascii: "\""))
    value.withUnsafeBytes { Base64.encode($0, into: &output) }
    output.write(byte: UInt8(ascii: "\""))
  }

  /// Writes a string in ISO 8601; of a time outside of Beam's range the nearest one in it, since no other would be read again.
  public mutating func write(_ value: Timestamp) { write(value.clamped.iso8601) }

  /// Writes a text as it is.
  private mutating func write(plain text: String) {
    let units = text.utf8.span
    units.withUnsafeBytes { output.write(bytes: $0) }
  }
}
