// An enum with a raw value is written as its raw value: `enum Level: String, RowValue { case low, high }`.

extension RowValue where Self: RawRepresentable, RawValue: RowValue {
  /// Reads the raw value.
  ///
  /// - Throws: the format's failure if no case has the raw value.
  @inlinable
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self {
    let position = reader.position
    let raw = try RawValue.read(from: &reader)
    guard let value = Self(rawValue: raw) else {
      try reader.raise(reader.failure(_unknownRawValue(raw, of: Self.self), at: position))
    }
    return value
  }

  /// Writes the raw value.
  @inlinable
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Self, to writer: inout W) {
    RawValue.write(value.rawValue, to: &writer)
  }

  /// The type of the raw value.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { RawValue.fieldType(in: &builder) }
}

/// The reason of the failure for a raw value that no case has.
@inline(never)
public func _unknownRawValue<Raw, Value>(_ raw: Raw, of type: Value.Type) -> String {
  "\(raw is String ? "\"\(raw)\"" : "\(raw)") is not a valid \(type)"
}

/// As a key, an enum with a raw value has the hash and identity of its raw value.
extension StreamKey where Self: RawRepresentable, RawValue: StreamKey {
  /// Whether both have the same raw value.
  @inlinable
  public static func isSame(_ left: borrowing Self, _ right: borrowing Self) -> Bool {
    RawValue.isSame(left.rawValue, right.rawValue)
  }

  /// The hash of the raw value.
  @inlinable
  public static func hash(_ value: borrowing Self) -> UInt64 { RawValue.hash(value.rawValue) }
}

/// As an element, an enum with a raw value is written as its raw value.
extension Streamable where Self: RawRepresentable, RawValue: Streamable {
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

  @inlinable
  static func decodeOuterRawValue(from reader: inout RawReader) throws(CoderError) -> Self {
    let raw = try RawValue.decodeOuter(from: &reader)
    guard let value = Self(rawValue: raw) else { try CoderError.refused(_unknownRawValue(raw, of: Self.self)).raise() }
    return value
  }

  @inlinable
  static func decodeRawValue(from reader: inout RawReader) throws(CoderError) -> Self {
    let raw = try RawValue.decode(from: &reader)
    guard let value = Self(rawValue: raw) else { try CoderError.refused(_unknownRawValue(raw, of: Self.self)).raise() }
    return value
  }

  /// The coder of the raw value.
  public static var coderSpec: CoderSpec { RawValue.coderSpec }
}
