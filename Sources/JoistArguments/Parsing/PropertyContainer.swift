/// The container from which a compiler-generated `init(from:)` reads the properties.
struct PropertyContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let values: [String: Any]
  let requested: PropertyDecoder.RequestedNames
  let codingPath: [any CodingKey] = []

  var allKeys: [Key] { values.keys.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }

  func decodeNil(forKey key: Key) -> Bool {
    guard let value = values[key.stringValue] else { return true }
    return Mirror(reflecting: value).displayStyle == .optional && Mirror(reflecting: value).children.isEmpty
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    requested.names.insert(key.stringValue)
    guard let value = values[key.stringValue] as? Value else {
      throw DeclarationMistake(
        "the property '\(key.stringValue)' cannot be filled; use @Option, @Flag, @Argument or @OptionGroup")
    }
    return value
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try plain(key) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try plain(key) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try plain(key) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try plain(key) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try plain(key) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try plain(key) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try plain(key) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try plain(key) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try plain(key) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try plain(key) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try plain(key) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try plain(key) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try plain(key) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try plain(key) }

  private func plain<Value>(_ key: Key) throws -> Value {
    guard let value = values[key.stringValue] as? Value else {
      throw DeclarationMistake(
        "the property '\(key.stringValue)' has no default; give it one, or use @Option, @Flag or @Argument")
    }
    return value
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    throw DeclarationMistake("the property '\(key.stringValue)' is decoded by a custom init(from:); remove it")
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw DeclarationMistake("the property '\(key.stringValue)' is decoded by a custom init(from:); remove it")
  }

  func superDecoder() throws -> any Decoder {
    throw DeclarationMistake("its properties are decoded by a custom init(from:); remove it")
  }
  func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }
}
