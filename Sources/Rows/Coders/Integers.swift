// Beam has one coder for integers, a varint of 64 bits in two's complement. Narrower types check the range when
// reading.

extension Int64: Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Int64, into writer: inout RawWriter) {
    writer.writeVarint(UInt64(bitPattern: copy value))
  }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Int64 {
    Int64(bitPattern: try reader.readVarint())
  }

  /// `beam:coder:varint:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.varint) }
}

extension UInt64: Streamable {
  /// Writes the nested encoding.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing UInt64, into writer: inout RawWriter) { writer.writeVarint(copy value) }

  /// Reads a nested encoding.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> UInt64 { try reader.readVarint() }

  /// `beam:coder:varint:v1` with the same bits: other SDKs see values from 2^63 on as negative.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.varint) }
}

/// The integers with the coder of `Int64` and a range check.
///
/// Only types of this module conform.
public protocol _VarintInteger: StreamKey, FixedWidthInteger, BitwiseCopyable, Codable {}

extension _VarintInteger {
  /// Writes the value as a varint of 64 bits.
  @inlinable @inline(__always)
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    writer.writeVarint(UInt64(truncatingIfNeeded: copy value))
  }

  /// Reads a varint of 64 bits.
  ///
  /// - Throws: ``CoderError/outOfRange(_:)`` if the value does not fit.
  @inlinable @inline(__always)
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let wide = Int64(bitPattern: try reader.readVarint())
    let value = Self(truncatingIfNeeded: wide)
    guard Self.bitWidth == 64 || value == wide else { try CoderError.outOfRange(wide).raise() }
    return value
  }

  /// `beam:coder:varint:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.varint) }
}

extension Int: _VarintInteger {}
extension Int32: _VarintInteger {}
extension Int16: _VarintInteger {}
extension Int8: _VarintInteger {}
extension UInt: _VarintInteger {}
extension UInt32: _VarintInteger {}
extension UInt16: _VarintInteger {}
extension UInt8: _VarintInteger {}
