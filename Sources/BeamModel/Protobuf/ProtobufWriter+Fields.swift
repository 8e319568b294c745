// Functions for generated code, which calls one for each field.

extension ProtobufWriter {
  /// Writes a field, even if its value is the default.
  @inline(__always)
  mutating func encode<Value: ProtobufValue>(_ number: Int, present value: Value) {
    value.write(protobuf: &self)
    tag(number, Value.protobufWireType)
  }

  /// Writes a field without presence.
  mutating func encode<Value: ProtobufValue>(_ number: Int, _ value: Value) {
    if !value.isProtobufDefault { encode(number, present: value) }
  }

  /// Writes a field with presence.
  mutating func encode<Value: ProtobufValue>(_ number: Int, _ value: Value?) {
    if let value { encode(number, present: value) }
  }

  /// Writes a repeated field. Numbers are packed.
  mutating func encode<Value: ProtobufValue>(_ number: Int, _ values: [Value]) {
    if values.isEmpty { return }
    if Value.protobufWireType == .lengthDelimited {
      for value in values.reversed() { encode(number, present: value) }
    } else {
      lengthDelimited { writer in
        for value in values.reversed() { value.write(protobuf: &writer) }
      }
      tag(number, .lengthDelimited)
    }
  }

  /// Writes a map, sorted by key.
  mutating func encode<Key: ProtobufValue & Comparable, Value: ProtobufValue>(_ number: Int, _ map: [Key: Value]) {
    guard map.count > 1 else {
      for (key, value) in map { entry(number, key, value) }
      return
    }
    let keys = map.indices.map { (key: map[$0].key, index: $0) }
    for (key, index) in keys.sorted(by: { $0.key > $1.key }) { entry(number, key, map[index].value) }
  }

  private mutating func entry<Key: ProtobufValue, Value: ProtobufValue>(_ number: Int, _ key: Key, _ value: Value) {
    lengthDelimited { writer in
      writer.encode(2, present: value)
      writer.encode(1, present: key)
    }
    tag(number, .lengthDelimited)
  }
}
