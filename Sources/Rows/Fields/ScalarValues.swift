// The standard types as fields. Each calls the function that readers and writers have for it.

extension Bool: RowValue {
  /// Reads a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Bool {
    try reader.read(Bool.self)
  }

  /// Writes a value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Bool, to writer: inout W) {
    writer.write(copy value)
  }

  /// Beam's atomic type BOOLEAN.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.boolean) }
}

extension Double: RowValue {
  /// Reads a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Double {
    try reader.read(Double.self)
  }

  /// Writes a value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Double, to writer: inout W) {
    writer.write(copy value)
  }

  /// Beam's atomic type DOUBLE, of 64 bits.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.double) }
}

extension Float: RowValue {
  /// Reads a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Float {
    try reader.read(Float.self)
  }

  /// Writes a value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Float, to writer: inout W) {
    writer.write(copy value)
  }

  /// Beam's atomic type FLOAT, of 32 bits.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.float) }
}

extension String: RowValue {
  /// Reads a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> String {
    try reader.read(String.self)
  }

  /// Writes a value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing String, to writer: inout W) {
    writer.write(value)
  }

  /// Beam's atomic type STRING.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.string) }
}

extension Bytes: RowValue {
  /// Reads a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Bytes {
    try reader.read(Bytes.self)
  }

  /// Writes a value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Bytes, to writer: inout W) {
    writer.write(value)
  }

  /// Beam's atomic type BYTES.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { .atomic(.bytes) }
}

extension Timestamp: RowValue {
  /// Reads a value.
  @inlinable @inline(__always)
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Timestamp {
    try reader.read(Timestamp.self)
  }

  /// Writes a value.
  @inlinable @inline(__always)
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Timestamp, to writer: inout W) {
    writer.write(copy value)
  }

  /// `beam:logical_type:millis_instant:v1` over INT64.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType {
    FieldType(.logical(.init(urn: FieldType.Logical.millisInstant, representation: .atomic(.int64))))
  }
}
