// Reads the values of fields in Beam's row format, as `RawWriter` writes them.

extension RawReader {
  /// Unknown: the format does not tell.
  @inlinable
  public func nextKind() -> ValueKind { .unknown }

  /// Reads 0 (null) or 1 (a value follows).
  @inlinable @inline(__always)
  public mutating func readNull() throws(CoderError) -> Bool {
    let mark = try readByte()
    guard mark <= 1 else { try CoderError.badByte(mark).raise() }
    return mark == 0
  }

  /// Reads 0 or 1.
  @inlinable @inline(__always)
  public mutating func read(_ type: Bool.Type) throws(CoderError) -> Bool { try Bool.decode(from: &self) }

  /// Reads an integer in the encoding of its schema type.
  @inlinable @inline(__always)
  public mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
    integer type: Integer.Type
  ) throws(CoderError) -> Integer {
    let bits = Integer.bitWidth &+ (Integer.isSigned ? 0 : 1)
    let wide: Int64
    if bits <= 8 {
      wide = Int64(Int8(bitPattern: try readByte()))
    } else if bits <= 16 {
      wide = Int64(Int16(bitPattern: try readBigEndianUInt16()))
    } else if bits <= 32 {
      wide = Int64(Int32(truncatingIfNeeded: try readVarint()))
    } else {
      wide = Int64(bitPattern: try readVarint())
    }
    let value = Integer(truncatingIfNeeded: wide)
    guard Integer.bitWidth == 64 || value == wide else { try CoderError.outOfRange(wide).raise() }
    return value
  }

  /// Reads eight bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func read(_ type: Double.Type) throws(CoderError) -> Double {
    Double(bitPattern: try readBigEndianUInt64())
  }

  /// Reads four bytes, big-endian.
  @inlinable @inline(__always)
  public mutating func read(_ type: Float.Type) throws(CoderError) -> Float {
    Float(bitPattern: try readBigEndianUInt32())
  }

  /// Reads a length as a varint, then the UTF-8.
  @inlinable @inline(__always)
  public mutating func read(_ type: String.Type) throws(CoderError) -> String { try String.decode(from: &self) }

  /// Reads a length as a varint, then the bytes.
  @inlinable @inline(__always)
  public mutating func read(_ type: Bytes.Type) throws(CoderError) -> Bytes { try Bytes.decode(from: &self) }

  /// Reads milliseconds in eight bytes, big-endian, with the sign bit flipped.
  @inlinable @inline(__always)
  public mutating func read(_ type: Timestamp.Type) throws(CoderError) -> Timestamp {
    try Timestamp.decode(from: &self)
  }

  /// The number of bytes left.
  @inlinable
  public var position: Int { remaining }

  /// ``CoderError/refused(_:)`` with the reason.
  @inlinable
  public func failure(_ reason: String, at position: Int) -> CoderError { .refused(reason) }

  /// ``CoderError/refused(_:)`` in the missing field.
  @inlinable
  public func missingField(_ name: StaticString, in fields: Fields) -> CoderError {
    .inField(name.description, .refused("missing"))
  }

  /// ``CoderError/refused(_:)`` in the field. Never used: fields have no names in this format.
  @inlinable
  public func duplicateField(_ name: StaticString, in fields: Fields) -> CoderError {
    .inField(name.description, .refused("duplicate"))
  }

  /// ``CoderError/inField(_:_:)`` with the failure.
  @inlinable @inline(never)
  public func failure(_ error: CoderError, inField name: StaticString) -> CoderError {
    .inField(name.description, error)
  }
}
