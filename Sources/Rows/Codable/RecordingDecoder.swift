/// What a type decodes from while its schema is recorded.
struct RecordingDecoder: Decoder {
  let place: RecordedPlace
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    try place.noteRow()
    return KeyedDecodingContainer(Keyed(place: place, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { Unkeyed(place: place, codingPath: codingPath) }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(place: place, codingPath: codingPath) }

  // MARK: Containers

  private struct Single: SingleValueDecodingContainer {
    let place: RecordedPlace
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (found, value) = try place.recorder.record(type)
      try place.note(found)
      return value
    }
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let place: RecordedPlace
    let codingPath: [any CodingKey]

    /// Who looks at the names that are there has a shape that depends on them.
    var allKeys: [Key] {
      _ = place.recorder.fail()
      return []
    }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      let (found, value) = try place.recorder.record(type)
      try place.note(key.stringValue, found)
      return value
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
      try optional(type, key)
    }

    // The protocol has one for each of these types, whose default would not tell us that the field is optional.
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
      let (found, value) = try place.recorder.record(type)
      try place.note(key.stringValue, found.nullable)
      return value
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw place.recorder.fail() }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw place.recorder.fail() }
    func superDecoder() throws -> any Decoder { throw place.recorder.fail() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw place.recorder.fail() }
  }

  /// An array of one element; more of the same type may be asked for.
  private struct Unkeyed: UnkeyedDecodingContainer {
    let place: RecordedPlace
    let codingPath: [any CodingKey]
    var currentIndex = 0

    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (found, value) = try place.recorder.record(type)
      try place.note(FieldType(.array(of: found)))
      currentIndex += 1
      return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
      throw place.recorder.fail()
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw place.recorder.fail() }
    mutating func superDecoder() throws -> any Decoder { throw place.recorder.fail() }
  }
}
