/// Puts the schema of a row together, and sees when a type contains itself.
public struct SchemaBuilder {
  /// The rows around the one that is described, and itself.
  private var open: [any Row.Type] = []
  /// The fields of the innermost.
  private var fields: [Schema.Field] = []
  /// Whether a row has been met inside itself.
  private(set) var isRecursive = false

  /// Nothing is described yet.
  init() {}

  /// Adds the next field of the row that is described.
  public mutating func add<Value: RowValue>(_ type: Value.Type) {
    guard let row = open.last else { return }
    let name = row.fieldName(at: fields.count).description
    let type = Value.fieldType(in: &self)
    fields.append(Schema.Field(name: name, type: type))
  }

  /// Refuses types that cannot be fields, in words: what `@Row` makes of a field calls this first.
  @available(
    *, unavailable,
    message: "this field's type is not a RowValue: declare a struct with @Row, an enum as ': String, RowValue'"
  )
  @_disfavoredOverload
  public mutating func add<Value>(_ type: Value.Type) {}

  /// The type of a field that is a row.
  public mutating func row<T: Row>(_ type: T.Type) -> FieldType {
    if open.contains(where: { $0 == type }) {
      isRecursive = true
      return FieldType(.row(Schema(fields: [])))
    }
    let outer = fields
    fields = []
    open.append(type)
    T.describeFields(to: &self)
    open.removeLast()
    let schema = Schema(fields: fields)
    fields = outer
    return FieldType(.row(schema))
  }
}
