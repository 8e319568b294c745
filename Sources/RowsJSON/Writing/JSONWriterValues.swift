public import Rows

extension JSONWriter {
  /// Writes `null`.
  @inlinable
  public mutating func writeNull() { write("null" as StaticString) }

  /// Writes nothing: only `null` is marked.
  @inlinable @inline(__always)
  public mutating func writePresent() {}

  /// Writes `true` or `false`.
  @inlinable @inline(__always)
  public mutating func write(_ value: Bool) {
    if value { write("true" as StaticString) } else { write("false" as StaticString) }
  }

  /// Writes a word of JSON's grammar.
  @inlinable @inline(__always)
  mutating func write(_ word: StaticString) {
    output.write(bytes: UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  /// Writes the digits.
  @inlinable @inline(__always)
  public mutating func write<Integer: FixedWidthInteger & BitwiseCopyable>(integer value: Integer) {
    write(magnitude: UInt64(truncatingIfNeeded: value.magnitude), isNegative: Integer.isSigned && value < 0)
  }

  /// Writes an integer of a sign and at most 64 bits.
  @usableFromInline
  mutating func write(magnitude: UInt64, isNegative: Bool) {
    output.reserve(20)
    if isNegative {
      output._cursor.pointee = UInt8(ascii: "-")
      output._cursor += 1
    }
    output._cursor += JSONDigits.write(magnitude, to: output._cursor)
  }

  /// Writes the shortest digits that are read back as the same value, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
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

  /// Writes the shortest digits that are read back as the same value, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
  public mutating func write(_ value: Float) {
    guard value.isFinite else { return write(JSONSpecialNumbers.name(of: Double(value))) }
    write(plain: value.description)
  }

  /// Writes a string in base64.
  public mutating func write(_ value: borrowing Bytes) {
    output.write(byte: UInt8(ascii: "\""))
    value.withUnsafeBytes { Base64.encode($0, into: &output) }
    output.write(byte: UInt8(ascii: "\""))
  }

  /// Writes a string in ISO 8601. A time outside Beam's range is clamped to it, since readers refuse others.
  public mutating func write(_ value: Timestamp) { write(value.clamped.iso8601) }

  /// Writes a string without quotes and escapes.
  private mutating func write(plain text: String) {
    let units = text.utf8.span
    units.withUnsafeBytes { output.write(bytes: $0) }
  }
}
