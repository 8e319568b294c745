/// A field of an optional type may be missing or null when read, and is not written if it is nil.
extension Optional: RowValue where Wrapped: RowValue {
  /// Reads null, or a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Wrapped? {
    if try reader.readNull() { return nil }
    return .some(try Wrapped.read(from: &reader))
  }

  /// Writes null, or the value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Wrapped?, to writer: inout W) {
    switch copy value {
    case nil: writer.writeNull()
    case .some(let present):
      writer.writePresent()
      Wrapped.write(present, to: &writer)
    }
  }

  /// Reads the value, or null in a named format.
  @inlinable @inline(__always)
  public static func readField<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Wrapped? {
    if !R.isPositional, try reader.readNull() { return nil }
    return .some(try Wrapped.read(from: &reader))
  }

  /// Writes the value unless it is nil.
  @inlinable @inline(__always)
  public static func writeField<W: FieldWriter & ~Copyable>(_ value: borrowing Wrapped?, to writer: inout W) {
    if let present = copy value { Wrapped.write(present, to: &writer) }
  }

  /// A missing field is nil.
  @inlinable @inline(__always)
  public static var valueIfAbsent: Wrapped?? { .some(nil) }

  /// Whether the value is nil.
  @inlinable @inline(__always)
  public static func isAbsent(_ value: borrowing Wrapped?) -> Bool {
    copy value == nil
  }

  /// The type of the value, nullable.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType {
    Wrapped.fieldType(in: &builder).nullable
  }
}
