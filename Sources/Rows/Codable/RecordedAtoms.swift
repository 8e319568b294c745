/// The types that a schema has a word for, each with a made-up value.
enum RecordedAtoms {
  /// What a type is, and a value of it.
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

/// What has been recorded of one value.
final class RecordedPlace {
  let recorder: SchemaRecorder
  private(set) var type: FieldType?
  /// Whether it is a single value that a schema has a word for.
  private(set) var isAtom = false
  /// The fields so far, where it is a row.
  private var fields: [Schema.Field] = []

  init(recorder: SchemaRecorder) { self.recorder = recorder }

  /// It is this and nothing else.
  func note(_ found: FieldType) throws {
    guard type == nil || type == found else { throw recorder.fail() }
    type = found
    if case .atomic = found.kind { isAtom = true }
  }

  /// It is a row.
  func noteRow() throws { try note(fields: fields) }

  /// It is a row with this field.
  func note(_ name: String, _ type: FieldType) throws {
    if let known = fields.first(where: { $0.name == name }) {
      guard known.type == type else { throw recorder.fail() }
      return
    }
    try note(fields: fields + [Schema.Field(name: name, type: type)])
  }

  private func note(fields: [Schema.Field]) throws {
    if let type {
      guard case .row = type.kind else { throw recorder.fail() }
    }
    self.fields = fields
    type = FieldType(.row(Schema(fields: fields)))
  }
}
