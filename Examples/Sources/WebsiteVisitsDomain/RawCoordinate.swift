public import Rows

/// A latitude or longitude as it arrives: a number, or a text that is one, or an empty text where it is not known.
public enum RawCoordinate: Sendable, Equatable {
  /// Degrees.
  case number(Double)
  /// What was written between quotes.
  case text(String)
}

extension RawCoordinate: RowValue {
  /// Reads a number or a text.
  ///
  /// - Throws: the format's failure for anything else.
  @inlinable public static func read<R: FieldReader & ~Copyable>(
    from reader: inout R
  ) throws(R.Failure) -> RawCoordinate {
    switch reader.nextKind() {
    case .number: .number(try reader.read(Double.self))
    case .string, .unknown: .text(try reader.read(String.self))
    case .null, .boolean, .array, .row: throw reader.failure("neither a number nor a text", at: reader.position)
    }
  }

  /// Writes a number where the format tells numbers from texts, else the text of it.
  @inlinable public static func write<W: FieldWriter & ~Copyable>(
    _ value: borrowing RawCoordinate, to writer: inout W
  ) {
    switch copy value {
    case .number(let degrees) where !W.isPositional: writer.write(degrees)
    case .number(let degrees): writer.write("\(degrees)")
    case .text(let text): writer.write(text)
    }
  }

  /// A text.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { String.fieldType(in: &builder) }
}
