/// What may be a field of a row, in every format.
///
/// The standard types are; optionals, arrays, sets and dictionaries of them; rows; and an enum with a raw value says
/// `enum Level: String, RowValue`. A type of your own reads and writes itself with what ``FieldReader`` and
/// ``FieldWriter`` offer:
///
/// ```swift
/// struct Celsius: RowValue {
///   var degrees: Double
///   static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Celsius {
///     Celsius(degrees: try reader.read(Double.self))
///   }
///   static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Celsius, to writer: inout W) {
///     writer.write(value.degrees)
///   }
///   static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.double) }
/// }
/// ```
public protocol RowValue: SendableMetatype {
  /// Reads a value.
  ///
  /// - Throws: the format's failure, which names the field and the place.
  static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self

  /// Writes a value.
  static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W)

  /// What the value is in a schema.
  static func fieldType(in builder: inout SchemaBuilder) -> FieldType

  // MARK: With defaults; optionals have others

  /// Reads a value that is a field of its own and is there: ``read(from:)`` unless the type can be missing.
  static func readField<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self

  /// Writes a value that is a field of its own and is there: ``write(_:to:)`` unless the type can be missing.
  static func writeField<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W)

  /// What a field holds that is not there; nil where it must be.
  static var valueIfAbsent: Self? { get }

  /// Whether a field that holds this value is left out.
  static func isAbsent(_ value: borrowing Self) -> Bool
}

extension RowValue {
  /// Reads as everywhere.
  @inlinable @inline(__always)
  public static func readField<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self {
    try read(from: &reader)
  }

  /// Writes as everywhere.
  @inlinable @inline(__always)
  public static func writeField<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W) {
    write(value, to: &writer)
  }

  /// Nothing: the field must be there.
  @inlinable @inline(__always)
  public static var valueIfAbsent: Self? { nil }

  /// Never.
  @inlinable @inline(__always)
  public static func isAbsent(_ value: borrowing Self) -> Bool { false }
}
