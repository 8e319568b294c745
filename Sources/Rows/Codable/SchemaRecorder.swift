/// Finds out the schema of a `Decodable` type by letting it decode, with made-up values, and noting what it asks for.
///
/// Types whose shape depends on their value (enums with payloads, types that contain themselves, arrays of mixed types)
/// cannot be recorded.
final class SchemaRecorder {
  /// The type cannot be recorded.
  struct Unrecordable: Error {}

  /// Whether something was asked that a schema cannot say; types may swallow the error itself.
  private var failed = false
  /// The types around the one that is recorded.
  private var open: [ObjectIdentifier] = []

  private init() {}

  /// The schema of a type; nil if it cannot be recorded, or is no row.
  static func schema<Value: Decodable>(of type: Value.Type) -> Schema? {
    let recorder = SchemaRecorder()
    guard let (fieldType, _) = try? recorder.record(type), !recorder.failed else { return nil }
    guard case .row(let schema) = fieldType.kind, !fieldType.isNullable else { return nil }
    return schema
  }

  /// A failure that a type cannot swallow.
  func fail() -> Unrecordable {
    failed = true
    return Unrecordable()
  }

  /// What a type is, and a made-up value of it.
  func record<Value: Decodable>(_ type: Value.Type) throws -> (FieldType, Value) {
    if let (known, value) = RecordedAtoms.known(type) { return (known, value) }
    if let wrapper = type as? any RecordedWrapper.Type { return try cast(wrapper.record(with: self)) }
    let identity = ObjectIdentifier(type)
    guard !open.contains(identity) else { throw fail() }
    open.append(identity)
    defer { open.removeLast() }
    let place = RecordedPlace(recorder: self)
    let value: Value
    do {
      value = try Value(from: RecordingDecoder(place: place, codingPath: []))
    } catch {
      // A type by its raw value refuses the made-up one. The zero bytes of a type without references are as good for
      // going on: nobody looks at the value.
      guard !failed, place.isAtom, _isPOD(type) else { throw fail() }
      value = withUnsafeTemporaryAllocation(of: type, capacity: 1) { memory in
        UnsafeMutableRawBufferPointer(memory).initializeMemory(as: UInt8.self, repeating: 0)
        return memory[0]
      }
    }
    guard let fieldType = place.type else { throw fail() }
    return (fieldType, value)
  }

  private func cast<Value>(_ found: (FieldType, Any)) throws -> (FieldType, Value) {
    guard let value = found.1 as? Value else { throw fail() }
    return (found.0, value)
  }
}

/// Optionals, arrays and dictionaries by text: recorded as what they are, not by how they decode.
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
    // Keys that are no texts are written as an array of keys and values by turns.
    guard Key.self == String.self else { throw recorder.fail() }
    let (type, _) = try recorder.record(Value.self)
    return (FieldType(.map(key: .atomic(.string), value: type)), [Key: Value]())
  }
}
