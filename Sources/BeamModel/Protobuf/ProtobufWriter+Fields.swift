// What generated code calls, once for each field.

extension ProtobufWriter {
  /// A value that is sent, also when it is the default.
  @inline(__always)
  mutating func encode<Value: ProtobufValue>(_ number: Int, present value: Value) {
    value.write(protobuf: &self)
    tag(number, Value.protobufWireType)
  }

  /// A field without presence.
  mutating func encode<Value: ProtobufValue>(_ number: Int, _ value: Value) {
    if !value.isProtobufDefault { encode(number, present: value) }
  }

  /// A field with presence.
  mutating func encode<Value: ProtobufValue>(_ number: Int, _ value: Value?) {
    if let value { encode(number, present: value) }
  }

  /// A repeated field: numbers packed behind one length, others one by one.
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

  /// A map, by the order of its keys.
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
