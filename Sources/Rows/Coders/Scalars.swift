extension Bool: Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Bool, into writer: inout RawWriter) {
    writer.write(byte: copy value ? 1 : 0)
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Bool {
    let byte = try reader.readByte()
    guard byte <= 1 else { try CoderError.badByte(byte).raise() }
    return byte == 1
  }

  /// `beam:coder:bool:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.bool) }
}

extension Double: Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Double, into writer: inout RawWriter) {
    writer.writeBigEndian(value.bitPattern)
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Double {
    Double(bitPattern: try reader.readBigEndianUInt64())
  }

  /// `beam:coder:double:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.double) }
}

extension Float: Streamable {
  /// Writes the value as a `Double`, which holds it exactly.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Float, into writer: inout RawWriter) {
    Double.encode(Double(copy value), into: &writer)
  }

  /// Reads a `Double`, rounded to the nearest `Float`.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Float {
    Float(try Double.decode(from: &reader))
  }

  /// `beam:coder:double:v1`: Beam has no standard coder for 32-bit floats.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.double) }
}

extension Timestamp: Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Timestamp, into writer: inout RawWriter) {
    writer.writeBigEndian(UInt64(bitPattern: value.milliseconds) ^ (1 &<< 63))
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Timestamp {
    Timestamp(milliseconds: Int64(bitPattern: try reader.readBigEndianUInt64() ^ (1 &<< 63)))
  }

  /// `joist:coder:timestamp:v1`: see ``CoderURN/timestamp``.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.timestamp) }
}
