// Functions for generated code, which calls one for each field. If the wire type is not the field's, they read nothing
// and return false; the field is then an unknown one.

extension ProtobufReader {
  /// Reads a field without presence.
  @inline(never)
  mutating func decode<Value: ProtobufValue>(_ value: inout Value) throws(ProtobufError) -> Bool {
    guard wireType == Value.protobufWireType else { return false }
    try value.merge(protobuf: &self)
    return true
  }

  /// Reads a field with presence.
  @inline(never)
  mutating func decode<Value: ProtobufValue>(_ value: inout Value?) throws(ProtobufError) -> Bool {
    guard wireType == Value.protobufWireType else { return false }
    if value == nil { value = Value() }
    try value!.merge(protobuf: &self)
    return true
  }

  /// Reads a field of a message type that contains itself.
  @inline(never)
  mutating func decode<Message: ProtobufMessage>(_ box: inout Indirect<Message>) throws(ProtobufError) -> Bool {
    guard wireType == .lengthDelimited else { return false }
    var message = box.take() ?? Message()
    try message.merge(protobuf: &self)
    box = .some(message)
    return true
  }

  /// Reads one value of a repeated field, or packed numbers.
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

  /// Reads an entry of a map. Other fields of the entry are dropped, as by protobuf's own readers.
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

  /// Reads a field of a oneof. If it is already set to this message, the fields are merged; the message is removed from
  /// the oneof meanwhile, since a second reference would make each change copy it.
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
