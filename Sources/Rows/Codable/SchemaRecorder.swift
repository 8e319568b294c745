/// Records the schema of a `Decodable` type: lets the type decode made-up values, and notes what it decodes.
///
/// A type whose schema depends on its value cannot be recorded: enums with associated values, types that contain
/// themselves, arrays of mixed types.
final class SchemaRecorder {
  /// The type cannot be recorded.
  struct Unrecordable: Error {}

  /// Whether recording failed. Kept here since a type may catch the error itself.
  private var failed = false
  /// The types that are being recorded, the innermost last.
  private var open: [ObjectIdentifier] = []

  private init() {}

  /// The schema of a type; nil if it cannot be recorded or is not a row.
  static func schema<Value: Decodable>(of type: Value.Type) -> Schema? {
    let recorder = SchemaRecorder()
    guard let (fieldType, _) = try? recorder.record(type), !recorder.failed else { return nil }
    guard case .row(let schema) = fieldType.kind, !fieldType.isNullable else { return nil }
    return schema
  }

  /// Marks the recording as failed, even if the type catches the returned error.
  func fail() -> Unrecordable {
    failed = true
    return Unrecordable()
  }

  /// Records a type.
  /// - Returns: its schema type and a made-up value.
  func record<Value: Decodable>(_ type: Value.Type) throws -> (FieldType, Value) {
    if let (known, value) = RecordedScalars.known(type) { return (known, value) }
    if let wrapper = type as? any RecordedWrapper.Type { return try cast(wrapper.record(with: self)) }
    let identity = ObjectIdentifier(type)
    guard !open.contains(identity) else { throw fail() }
    open.append(identity)
    defer { open.removeLast() }
    let recorded = RecordedValue(recorder: self)
    let value: Value
    do {
      value = try Value(from: RecordingDecoder(recorded: recorded, codingPath: []))
    } catch {
      // An enum with a raw value refuses the made-up one. Recording goes on with a value of zero bytes, which is only
      // stored.
      // SAFETY: the type is POD, so every byte pattern can be copied and dropped; the memory is initialized before it
      // is read.
      guard !failed, recorded.isScalar, _isPOD(type) else { throw fail() }
      value = withUnsafeTemporaryAllocation(of: type, capacity: 1) { memory in
        UnsafeMutableRawBufferPointer(memory).initializeMemory(as: UInt8.self, repeating: 0)
        return memory[0]
      }
    }
    guard let fieldType = recorded.type else { throw fail() }
    return (fieldType, value)
  }

  private func cast<Value>(_ found: (FieldType, Any)) throws -> (FieldType, Value) {
    guard let value = found.1 as? Value else { throw fail() }
    return (found.0, value)
  }
}

/// Optionals, arrays, sets and dictionaries are recorded as such, not by how they decode.
private protocol RecordedWrapper {
  static func record(with recorder: SchemaRecorder) throws -> (FieldType, Any)
}

extension Optional: RecordedWrapper where Wrapped: Decodable {
  fileprivate static func record(with recorder: SchemaRecorder) throws -> (FieldType, Any) {
    let (type, value) = try recorder.record(Wrapped.self)
    guard !type.isNullable else { throw recorder.fail() }
    return (type.nullable, Optional(value) as Any)
  }
}

extension Array: RecordedWrapper where Element: Decodable {
  fileprivate static func record(with recorder: SchemaRecorder) throws -> (FieldType, Any) {
    let (type, value) = try recorder.record(Element.self)
    return (FieldType(.array(of: type)), [value])
  }
}

extension Set: RecordedWrapper where Element: Decodable {
  fileprivate static func record(with recorder: SchemaRecorder) throws -> (FieldType, Any) {
    let (type, value) = try recorder.record(Element.self)
    return (FieldType(.array(of: type)), Set([value]))
  }
}

extension Dictionary: RecordedWrapper where Key: Decodable, Value: Decodable {
  fileprivate static func record(with recorder: SchemaRecorder) throws -> (FieldType, Any) {
    // Dictionaries with other keys encode as an array of alternating keys and values.
    guard Key.self == String.self else { throw recorder.fail() }
    let (type, _) = try recorder.record(Value.self)
    return (FieldType(.map(key: .atomic(.string), value: type)), [Key: Value]())
  }
}
