public import Rows

/// A latitude or longitude as received: a number, a string with a number, or an empty string if unknown.
public enum RawCoordinate: Sendable, Equatable {
  /// Degrees, received as a number.
  case number(Double)
  /// The contents of a string.
  case text(String)
}

extension RawCoordinate: RowValue {
  /// Reads a number or a string.
  ///
  /// - Throws: the format's failure for anything else.
  @inlinable public static func read<R: FieldReader & ~Copyable>(
    from reader: inout R
  ) throws(R.Failure) -> RawCoordinate {
    switch reader.nextKind() {
    case .number: .number(try reader.read(Double.self))
    case .string, .unknown: .text(try reader.read(String.self))
    case .null, .boolean, .array, .row: throw reader.failure("neither a number nor a string", at: reader.position)
    }
  }

  /// Writes a number as a number in named formats, otherwise as a string.
  @inlinable public static func write<W: FieldWriter & ~Copyable>(
    _ value: borrowing RawCoordinate, to writer: inout W
  ) {
    switch copy value {
    case .number(let degrees) where !W.isPositional: writer.write(degrees)
    case .number(let degrees): writer.write("\(degrees)")
    case .text(let text): writer.write(text)
    }
  }

  /// STRING: positional formats carry numbers as text too.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { String.fieldType(in: &builder) }
}
