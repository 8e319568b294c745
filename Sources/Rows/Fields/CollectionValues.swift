extension Array: RowValue where Element: RowValue {
  /// Reads a value.
  @inlinable
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> [Element] {
    var values: [Element] = []
    var elements = try reader.beginArray()
    values.reserveCapacity(reader.expectedCount(of: elements))
    while try reader.nextElement(in: &elements) { values.append(try Element.read(from: &reader)) }
    return values
  }

  /// Writes a value.
  @inlinable
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing [Element], to writer: inout W) {
    let values = copy value
    writer.beginArray(count: values.count)
    for element in values {
      writer.beginElement()
      Element.write(element, to: &writer)
    }
    writer.endArray()
  }

  /// ARRAY of the element's type.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType {
    FieldType(.array(of: Element.fieldType(in: &builder)))
  }
}

/// A set is written as an array, in no particular order.
extension Set: RowValue where Element: RowValue {
  /// Reads a value.
  @inlinable
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> Set<Element> {
    Set(try [Element].read(from: &reader))
  }

  /// Writes a value.
  @inlinable
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing Set<Element>, to writer: inout W) {
    [Element].write(Array(copy value), to: &writer)
  }

  /// ARRAY of the element's type.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType { [Element].fieldType(in: &builder) }
}

/// A dictionary is written in no particular order. A duplicate key is refused.
extension Dictionary: RowValue where Key == String, Value: RowValue {
  /// Reads a value.
  @inlinable
  public static func read<R: FieldReader & ~Copyable>(from reader: inout R) throws(R.Failure) -> [String: Value] {
    var entries: [String: Value] = [:]
    var elements = try reader.beginMap()
    while try reader.nextElement(in: &elements) {
      let position = reader.position
      let key = try reader.readKey()
      let value = try Value.read(from: &reader)
      if entries.updateValue(value, forKey: key) != nil {
        try reader.raise(reader.failure("duplicate key \"\(key)\"", at: position))
      }
    }
    return entries
  }

  /// Writes a value.
  @inlinable
  public static func write<W: FieldWriter & ~Copyable>(_ value: borrowing [String: Value], to writer: inout W) {
    let entries = copy value
    writer.beginMap(count: entries.count)
    for (key, value) in entries {
      writer.writeKey(key)
      Value.write(value, to: &writer)
    }
    writer.endMap()
  }

  /// MAP from STRING.
  public static func fieldType(in builder: inout SchemaBuilder) -> FieldType {
    FieldType(.map(key: .atomic(.string), value: Value.fieldType(in: &builder)))
  }
}
