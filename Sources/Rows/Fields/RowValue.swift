/// A type that can be a field of a row, in every format.
///
/// The standard types conform; so do optionals, arrays, sets and dictionaries of them, and rows. An enum with a raw
/// value needs only the declaration: `enum Level: String, RowValue`. Other types read and write themselves with the
/// functions of ``FieldReader`` and ``FieldWriter``:
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
  /// - Throws: the format's failure, which names the field and the position.
  static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self

  /// Writes a value.
  static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W)

  /// The type of the value in a schema.
  static func fieldType(in builder: inout SchemaBuilder) -> FieldType

  // MARK: With defaults, which optionals replace

  /// Reads the value of a field that is present. The same as ``read(from:)`` unless the type can be absent.
  static func readField<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self

  /// Writes the value of a field that is present. The same as ``write(_:to:)`` unless the type can be absent.
  static func writeField<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W)

  /// The value of an absent field; nil if the field is required.
  static var valueIfAbsent: Self? { get }

  /// Whether a field with this value is absent when written.
  static func isAbsent(_ value: borrowing Self) -> Bool
}

extension RowValue {
  /// Calls ``read(from:)``.
  @inlinable @inline(__always)
  public static func readField<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self {
    try read(from: &reader)
  }

  /// Calls ``write(_:to:)``.
  @inlinable @inline(__always)
  public static func writeField<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W) {
    write(value, to: &writer)
  }

  /// Nil: the field is required.
  @inlinable @inline(__always)
  public static var valueIfAbsent: Self? { nil }

  /// False: every value is written.
  @inlinable @inline(__always)
  public static func isAbsent(_ value: borrowing Self) -> Bool { false }
}
