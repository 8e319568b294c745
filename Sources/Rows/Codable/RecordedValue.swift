/// What has been recorded about one value.
final class RecordedValue {
  let recorder: SchemaRecorder
  private(set) var type: FieldType?
  /// Whether the value is a scalar: its type is atomic.
  private(set) var isScalar = false
  /// The fields so far, if the value is a row.
  private var fields: [Schema.Field] = []

  init(recorder: SchemaRecorder) { self.recorder = recorder }

  /// Records the type of the value.
  /// - Throws: if another type was recorded before.
  func note(_ found: FieldType) throws {
    guard type == nil || type == found else { throw recorder.fail() }
    type = found
    if case .atomic = found.kind { isScalar = true }
  }

  /// Records that the value is a row.
  func noteRow() throws { try note(fields: fields) }

  /// Records a field of the value, which is a row.
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
