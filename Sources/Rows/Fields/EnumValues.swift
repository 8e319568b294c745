// An enum with a raw value is a field by that value: `enum Level: String, RowValue { case low, high }`.

extension RowValue where Self: RawRepresentable, RawValue: RowValue {
  /// Reads the raw value.
  ///
  /// - Throws: the format's failure if no case has it.
  @inlinable
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Self {
    let place = reader.place
    let raw = try RawValue.read(from: &reader)
    guard let value = Self(rawValue: raw) else {
      try reader.raise(reader.failure(_unknownRawValue(raw, of: Self.self), at: place))
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

/// What is said of a raw value that no case has.
@inline(never)
public func _unknownRawValue<Raw, Value>(_ raw: Raw, of type: Value.Type) -> String {
  "\(raw is String ? "\"\(raw)\"" : "\(raw)") is no \(type)"
}

/// An enum with a raw value that is a key: its raw value is the key.
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

/// An enum with a raw value as an element: its raw value is written.
extension Streamable where Self: RawRepresentable, RawValue: Streamable {
  /// Writes the raw value.
  @inlinable
  public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    RawValue.encode(value.rawValue, into: &writer)
  }

  /// Reads the raw value.
  ///
  /// - Throws: ``CoderError``; ``CoderError/refused(_:)`` if no case has it.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    try decodeRawValue(from: &reader)
  }

  @inlinable
  static func decodeRawValue(from reader: inout RawReader) throws(CoderError) -> Self {
    let raw = try RawValue.decode(from: &reader)
    guard let value = Self(rawValue: raw) else { try CoderError.refused(_unknownRawValue(raw, of: Self.self)).raise() }
    return value
  }

  /// The raw value's coder.
  public static var coderSpec: CoderSpec { RawValue.coderSpec }
}
