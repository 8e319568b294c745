import Synchronization

/// A `Codable` type becomes an element by the declaration `: Codable, Streamable`. It is written in Beam's row format,
/// with a schema recorded from what the type decodes. A type without a schema (an enum with associated values, a type
/// that contains itself) is written in a self-describing format of Joist's.
///
/// This is many times slower than `@Row`, and such a type cannot be a key, since equal values may have different bytes.
extension Streamable where Self: Codable {
  /// Writes Beam's row format, or Joist's own. An error of the type's `encode(to:)` becomes the writer's
  /// ``RawWriter/failure``.
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    do {
      let tree = try TreeEncoder.tree(of: copy value)
      switch CodableShapes.shape(of: Self.self) {
      case .some(let schema): try writer.write(tree, as: FieldType(.row(schema)))
      case nil: tree.write(to: &writer)
      }
    } catch {
      writer.fail(.refused("\(Self.self) cannot be encoded: \(error)"))
    }
  }

  /// Reads Beam's row format, or Joist's own.
  ///
  /// - Throws: ``CoderError`` if the bytes are malformed, or the type's `init(from:)` throws.
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let tree: CodableTree
    if let schema = CodableShapes.shape(of: Self.self) {
      tree = try reader.readTree(FieldType(.row(schema)))
    } else {
      tree = try CodableTree(from: &reader)
    }
    do {
      return try TreeDecoder.value(Self.self, of: tree, at: [])
    } catch {
      throw .refused("\(Self.self) cannot be decoded: \(error)")
    }
  }

  /// `beam:coder:row:v1` with the recorded schema, or ``CoderURN/codable``.
  public static var coderSpec: CoderSpec {
    if let schema = CodableShapes.shape(of: Self.self) { return CoderSpec(urn: CoderURN.row, schema: schema) }
    return CoderSpec(urn: CoderURN.codable, payload: Bytes(utf8: String(reflecting: Self.self)))
  }
}

/// A row that is also `Codable` is written as a row.
extension Row where Self: Codable {
  /// Writes Beam's row format.
  @inlinable
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) { value.write(to: &writer) }

  /// Reads Beam's row format.
  ///
  /// - Throws: ``CoderError``, with the field in which it happened.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self { try Self(from: &reader) }

  /// `beam:coder:row:v1` with the schema.
  public static var coderSpec: CoderSpec { rowCoderSpec }
}

/// An enum with a raw value that is also `Codable` is written as its raw value.
extension Streamable where Self: RawRepresentable & Codable, RawValue: Streamable {
  /// Writes the raw value.
  @inlinable
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    RawValue.encode(value.rawValue, into: &writer)
  }

  /// Reads the raw value.
  ///
  /// - Throws: ``CoderError``; ``CoderError/refused(_:)`` if no case has the raw value.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    try decodeRawValue(from: &reader)
  }

  /// Writes the outer encoding of the raw value.
  @inlinable
  public static func encodeOuter(_ value: borrowing Self, into writer: inout RawWriter) {
    RawValue.encodeOuter(value.rawValue, into: &writer)
  }

  /// Reads the outer encoding of the raw value.
  ///
  /// - Throws: ``CoderError``; ``CoderError/refused(_:)`` if no case has the raw value.
  @inlinable
  public static func decodeOuter(from reader: inout RawReader) throws(CoderError) -> Self {
    try decodeOuterRawValue(from: &reader)
  }

  /// The coder of the raw value.
  public static var coderSpec: CoderSpec { RawValue.coderSpec }
}

/// The schemas of `Codable` types; each is recorded once.
private enum CodableShapes {
  private static let shapes = Mutex<[ObjectIdentifier: Schema?]>([:])

  /// The schema of a type; nil if it has none.
  static func shape<Value: Decodable>(of type: Value.Type) -> Schema? {
    let identity = ObjectIdentifier(type)
    if let known = shapes.withLock({ $0[identity] }) { return known }
    let recorded = SchemaRecorder.schema(of: type)
    shapes.withLock { $0[identity] = .some(recorded) }
    return recorded
  }
}
