/// A struct that describes its fields once, for every format. Use `@Row` instead of conforming by hand.
///
/// A row can be an element of a pipeline (in Beam's row format, with its schema) and a field of other rows. It can be a
/// key if it conforms to `StreamKey` and all its fields do.
///
/// A conformance by hand names each field four times:
///
/// ```swift
/// struct Remark { var id: String, note: String? }
///
/// extension Remark: Row {
///   static var fieldCount: Int { 2 }
///   static func fieldName(at index: Int) -> StaticString { index == 0 ? "id" : "note" }
///   static func describeFields(to builder: inout SchemaBuilder) {
///     builder.add(String.self)
///     builder.add(String?.self)
///   }
///   init<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) {
///     var id: String?, note: String?
///     var fields = try reader.beginRow(Self.self)
///     while let field = try reader.nextField(of: Self.self, in: &fields) {
///       switch field {
///       case 0: id = try String.readField(from: &reader)
///       case 1: note = try String?.readField(from: &reader)
///       default: try reader.skipValue()
///       }
///     }
///     guard let id else { throw reader.missingField("id", in: fields) }
///     self.init(id: id, note: note)
///   }
///   func write<W: FieldWriter & ~Copyable>(to writer: inout W) {
///     var nulls = NullBits()
///     nulls.note(1, note)
///     writer.beginRow(fieldCount: 2, nulls: nulls)
///     writer.writeField("id", id)
///     writer.writeField("note", note)
///     writer.endRow()
///   }
/// }
/// ```
public protocol Row: Streamable, RowValue {
  /// The number of fields.
  static var fieldCount: Int { get }

  /// The name of a field on the wire.
  static func fieldName(at index: Int) -> StaticString

  /// Whether no name on the wire needs escapes in JSON: no quote, backslash or control character. Such names are found
  /// faster. False by default; `@Row` sets it.
  static var hasPlainFieldNames: Bool { get }

  /// The index of the field with this name on the wire; -1 if there is none. Searches all names by default.
  static func fieldIndex(of name: UnsafeRawBufferPointer) -> Int

  /// Adds the types of the fields, in order.
  static func describeFields(to builder: inout SchemaBuilder)

  /// Reads a row.
  ///
  /// - Throws: the format's failure, which names the field.
  init<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure)

  /// Writes the row.
  func write<W: FieldWriter & ~Copyable>(to writer: inout W)
}

// MARK: A row as a field

extension Row {
  /// False: names may need escapes.
  @inlinable
  public static var hasPlainFieldNames: Bool { false }

  /// Compares with all names.
  @inlinable
  public static func fieldIndex(of name: UnsafeRawBufferPointer) -> Int {
    for index in 0..<fieldCount where FieldNames.isSame(fieldName(at: index), name) { return index }
    return -1
  }

  /// Reads a row.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self {
    try Self(from: &reader)
  }

  /// Writes a row.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W) {
    value.write(to: &writer)
  }

  /// A row with its schema.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { builder.row(Self.self) }

  /// The fields with their types; nil for a type that contains itself, which a schema cannot express.
  public static var schema: Schema? {
    var builder = SchemaBuilder()
    guard case .row(let schema) = builder.row(Self.self).kind, !builder.isRecursive else { return nil }
    return schema
  }
}

// MARK: A row as an element

extension Row {
  /// Writes Beam's row format.
  @inlinable
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    value.write(to: &writer)
  }

  /// Reads Beam's row format.
  ///
  /// - Throws: ``CoderError``, with the field in which it happened.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    try Self(from: &reader)
  }

  /// `beam:coder:row:v1` with the schema; for a type that contains itself ``CoderURN/recursiveRow``.
  public static var coderSpec: CoderSpec { rowCoderSpec }

  /// The coder of a row, even if the type has other conformances with coders.
  static var rowCoderSpec: CoderSpec {
    if let schema { return CoderSpec(urn: CoderURN.row, schema: schema) }
    return CoderSpec(urn: CoderURN.recursiveRow, payload: Bytes(utf8: String(reflecting: Self.self)))
  }
}
