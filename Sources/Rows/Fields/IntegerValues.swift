/// The integers that can be fields.
///
/// Only types of this module conform.
public protocol _IntegerValue: RowValue, FixedWidthInteger, BitwiseCopyable {}

extension _IntegerValue {
  /// Reads an integer.
  /// - Throws: the format's failure if it does not fit.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self {
    try reader.read(integer: Self.self)
  }

  /// Writes an integer.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W) {
    writer.write(integer: copy value)
  }

  /// The narrowest of Beam's signed types that holds all values: BYTE, INT16, INT32 or INT64. `UInt64` and `UInt` keep
  /// their bits in an INT64: other SDKs see values from 2^63 on as negative.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType {
    switch Self.bitWidth + (Self.isSigned ? 0 : 1) {
    case ...8: .atomic(.byte)
    case ...16: .atomic(.int16)
    case ...32: .atomic(.int32)
    default: .atomic(.int64)
    }
  }
}

extension Int: _IntegerValue {}
extension Int64: _IntegerValue {}
extension Int32: _IntegerValue {}
extension Int16: _IntegerValue {}
extension Int8: _IntegerValue {}
extension UInt: _IntegerValue {}
extension UInt64: _IntegerValue {}
extension UInt32: _IntegerValue {}
extension UInt16: _IntegerValue {}
extension UInt8: _IntegerValue {}
