/// The decoder that a type decodes from while its schema is recorded.
struct RecordingDecoder: Decoder {
  let recorded: RecordedValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    try recorded.noteRow()
    return KeyedDecodingContainer(Keyed(recorded: recorded, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { Unkeyed(recorded: recorded, codingPath: codingPath) }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(recorded: recorded, codingPath: codingPath) }

  // MARK: Containers

  private struct Single: SingleValueDecodingContainer {
    let recorded: RecordedValue
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (found, value) = try recorded.recorder.record(type)
      try recorded.note(found)
      return value
    }
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorded: RecordedValue
    let codingPath: [any CodingKey]

    /// Fails: the schema of a type that looks at the names depends on them.
    var allKeys: [Key] {
      _ = recorded.recorder.fail()
      return []
    }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      let (found, value) = try recorded.recorder.record(type)
      try recorded.note(key.stringValue, found)
      return value
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
      try optional(type, key)
    }

    // The protocol has one for each of these types; their defaults would not record that the field is optional.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value {
      let (found, value) = try recorded.recorder.record(type)
      try recorded.note(key.stringValue, found.nullable)
      return value
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw recorded.recorder.fail() }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      throw recorded.recorder.fail()
    }
    func superDecoder() throws -> any Decoder { throw recorded.recorder.fail() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw recorded.recorder.fail() }
  }

  /// An array with one element. A type may still decode more of the same type.
  private struct Unkeyed: UnkeyedDecodingContainer {
    let recorded: RecordedValue
    let codingPath: [any CodingKey]
    var currentIndex = 0

    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (found, value) = try recorded.recorder.record(type)
      try recorded.note(FieldType(.array(of: found)))
      currentIndex += 1
      return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
      throw recorded.recorder.fail()
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw recorded.recorder.fail() }
    mutating func superDecoder() throws -> any Decoder { throw recorded.recorder.fail() }
  }
}
