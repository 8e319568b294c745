// What generated code calls, once for each field. All return false, and read nothing, when the wire type is not the
// field's: it is then an unknown field.

extension ProtobufReader {
  /// A field without presence.
  @inline(never)
  mutating func decode<Value: ProtobufValue>(_ value: inout Value) throws(ProtobufError) -> Bool {
    guard wireType == Value.protobufWireType else { return false }
    try value.merge(protobuf: &self)
    return true
  }

  /// A field with presence.
  @inline(never)
  mutating func decode<Value: ProtobufValue>(_ value: inout Value?) throws(ProtobufError) -> Bool {
    guard wireType == Value.protobufWireType else { return false }
    if value == nil { value = Value() }
    try value!.merge(protobuf: &self)
    return true
  }

  /// A field whose message contains itself.
  @inline(never)
  mutating func decode<Message: ProtobufMessage>(_ box: inout Indirect<Message>) throws(ProtobufError) -> Bool {
    guard wireType == .lengthDelimited else { return false }
    var message = box.take() ?? Message()
    try message.merge(protobuf: &self)
    box = .some(message)
    return true
  }

  /// A repeated field: one value, or many numbers behind a length.
  @inline(never)
  mutating func decode<Value: ProtobufValue>(_ values: inout [Value]) throws(ProtobufError) -> Bool {
    if wireType == Value.protobufWireType {
      var value = Value()
      try value.merge(protobuf: &self)
      values.append(value)
      return true
    }
    guard wireType == .lengthDelimited else { return false }
    let outer = try enter()
    while !isAtEnd {
      var value = Value()
      try value.merge(protobuf: &self)
      values.append(value)
    }
    leave(outer)
    return true
  }

  /// An entry of a map; what is neither key nor value is dropped, as protobuf's own readers do.
  @inline(never)
  mutating func decode<Key: ProtobufValue, Value: ProtobufValue>(
    _ map: inout [Key: Value]
  ) throws(ProtobufError) -> Bool {
    guard wireType == .lengthDelimited else { return false }
    let outer = try enterMessage()
    var key = Key()
    var value = Value()
    while !isAtEnd {
      let number = try tag()
      let isKnown =
        switch number {
        case 1: try decode(&key)
        case 2: try decode(&value)
        default: false
        }
      if !isKnown { try skip(number) }
    }
    leaveMessage(outer)
    map[key] = value
    return true
  }

  /// A field of a oneof. A message that comes again adds to the one there is, which is taken out of the oneof meanwhile:
  /// a second reference would copy it whole each time.
  @inline(never)
  mutating func decode<Choice, Value: ProtobufValue>(
    _ choice: inout Choice?, _ value: (Choice) -> Value?, _ make: (Value) -> Choice
  ) throws(ProtobufError) -> Bool {
    guard wireType == Value.protobufWireType else { return false }
    var new = Self.take(&choice, value) ?? Value()
    try new.merge(protobuf: &self)
    choice = make(new)
    return true
  }

  private static func take<Choice, Value>(_ choice: inout Choice?, _ value: (Choice) -> Value?) -> Value? {
    defer { choice = nil }
    return choice.flatMap(value)
  }
}
