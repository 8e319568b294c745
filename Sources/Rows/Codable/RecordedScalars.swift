/// The types with a schema type of their own, each with a made-up value.
enum RecordedScalars {
  /// The schema type of a type, and a made-up value; nil for types without one.
  static func known<Value>(_ type: Value.Type) -> (FieldType, Value)? {
    guard let (fieldType, value) = find(type), let value = value as? Value else { return nil }
    return (fieldType, value)
  }

  private static func find(_ type: Any.Type) -> (FieldType, Any)? {
    switch type {
    case is Bool.Type: (.atomic(.boolean), false)
    case is String.Type: (.atomic(.string), "")
    case is Double.Type: (.atomic(.double), Double(0))
    case is Float.Type: (.atomic(.float), Float(0))
    case is Bytes.Type: (.atomic(.bytes), Bytes())
    case is Timestamp.Type: (instant, Timestamp.epoch)
    case let type as any _IntegerValue.Type: integer(type)
    default: nil
    }
  }

  private static var instant: FieldType {
    FieldType(.logical(.init(urn: FieldType.Logical.millisInstant, representation: .atomic(.int64))))
  }

  private static func integer<Integer: _IntegerValue>(_ type: Integer.Type) -> (FieldType, Any) {
    var builder = SchemaBuilder()
    return (type.fieldType(in: &builder), Integer.zero)
  }
}
