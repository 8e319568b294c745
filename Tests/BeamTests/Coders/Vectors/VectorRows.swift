import Rows

// The rows of Beam's examples, as structs: the fields in the order of their encoding.

@Row struct FourFields: Equatable { var str: String, i32: Int32, f64: Double, arr: [String] }
@Row struct ThreeOptionals: Equatable { var str: String?, i32: Int32?, f64: Double? }
@Row struct FlagAndBytes: Equatable { var fBool: Bool, fBytes: Bytes? }
@Row struct MapField: Equatable { var fMap: [String: Int64?] }
@Row struct Positions: Equatable {
  var i32: Int32?
  var str: String, fBool: Bool
}
@Row struct Micros: Equatable { var seconds: Int64, micros: Int64 }
@Row struct MicrosInstant: Equatable { var fTimestamp: Micros, fString: String, fInt: Int64 }
@Row struct MillisInstant: Equatable { var fTimestamp: Timestamp, fString: String, fInt: Int64 }
@Row struct FloatField: Equatable { var fFloat: Float }
@Row struct FloatAndDecimal: Equatable { var fFloat: Float, fDecimal: BigDecimal }
@Row struct FixedLengths: Equatable { var fChar: String?, fVarchar: String?, fBytes: Bytes?, fVarbytes: Bytes? }
@Row struct Subseconds<Part: RowValue & Equatable>: Equatable { var seconds: Int64, subseconds: Part }
@Row struct TimestampField<Part: RowValue & Equatable>: Equatable { var fTimestamp: Subseconds<Part> }

/// A decimal number as Beam writes it: the number of decimals, then the digits as a signed number of many bytes. A type of
/// another module than `Rows`, made a field.
struct BigDecimal: RowValue, Equatable {
  /// The number times ten to the power of `scale`.
  var unscaled: Int64
  var scale: Int64

  static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> BigDecimal {
    let scale = try reader.read(integer: Int64.self)
    let position = reader.position
    let bytes = try reader.read(Bytes.self)
    guard bytes.count <= 8, let first = bytes.first else { throw reader.failure("no number of 64 bits", at: position) }
    let unscaled = bytes.reduce(first >= 0x80 ? -1 : 0) { $0 << 8 | Int64($1) }
    return BigDecimal(unscaled: unscaled, scale: scale)
  }

  static func write<W: FieldWriter & ~Copyable>(_ value: borrowing BigDecimal, to writer: inout W) {
    writer.write(integer: value.scale)
    let magnitude = value.unscaled < 0 ? ~value.unscaled : value.unscaled
    let count = (64 - magnitude.leadingZeroBitCount) / 8 + 1
    let unscaled = value.unscaled
    writer.write(Bytes((0..<count).reversed().map { UInt8(truncatingIfNeeded: unscaled >> Int64($0 * 8)) }))
  }

  static func fieldType(in builder: inout SchemaBuilder) -> FieldType {
    FieldType(.logical(.init(urn: "beam:logical_type:decimal:v1", representation: .atomic(.bytes))))
  }
}
