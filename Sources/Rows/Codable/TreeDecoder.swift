/// Decodes a `Decodable` value from a tree.
struct TreeDecoder: Decoder {
  let tree: CodableTree
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Decodes a value.
  ///
  /// - Throws: errors of the type's `init(from:)`.
  static func value<Value: Decodable>(_ type: Value.Type, of tree: CodableTree, at path: [any CodingKey]) throws
    -> Value
  {
    if let leaf = CodableLeaves.value(type, in: tree) { return leaf }
    return try Value(from: TreeDecoder(tree: tree, codingPath: path))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .fields(let fields) = tree else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(
      Keyed(
        values: Dictionary(fields.map { ($0.name, $0.value) }) { $1 }, names: fields.map(\.name), codingPath: codingPath
      ))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let values) = tree else { throw mismatch([Any].self) }
    return Unkeyed(values: values, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(tree: tree, codingPath: codingPath) }

  fileprivate func mismatch(_ type: any Any.Type) -> DecodingError {
    .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "found \(tree.kind)"))
  }

  // MARK: Containers

  private struct Single: SingleValueDecodingContainer {
    let tree: CodableTree
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool {
      if case .null = tree { true } else { false }
    }

    func decode(_ type: Bool.Type) throws -> Bool {
      guard case .boolean(let value) = tree else { throw mismatch(type) }
      return value
    }

    func decode(_ type: String.Type) throws -> String {
      guard case .text(let value) = tree else { throw mismatch(type) }
      return value
    }

    func decode(_ type: Double.Type) throws -> Double { try known(tree.number, type) }
    func decode(_ type: Float.Type) throws -> Float { Float(try known(tree.number, type)) }
    func decode(_ type: Int.Type) throws -> Int { try known(tree.integer(type), type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try known(tree.integer(type), type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try known(tree.integer(type), type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try known(tree.integer(type), type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try known(tree.integer(type), type) }
    func decode(_ type: UInt.Type) throws -> UInt { try known(tree.integer(type), type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try known(tree.integer(type), type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try known(tree.integer(type), type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try known(tree.integer(type), type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try known(tree.integer(type), type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try TreeDecoder.value(type, of: tree, at: codingPath)
    }

    private func known<Value>(_ value: Value?, _ type: any Any.Type) throws -> Value {
      guard let value else { throw mismatch(type) }
      return value
    }

    private func mismatch(_ type: any Any.Type) -> DecodingError {
      TreeDecoder(tree: tree, codingPath: codingPath).mismatch(type)
    }
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let values: [String: CodableTree]
    let names: [String]
    let codingPath: [any CodingKey]

    var allKeys: [Key] { names.compactMap { Key(stringValue: $0) } }
    func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
      if case .null = try value(key) { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try TreeDecoder.value(type, of: try value(key), at: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      try decoder(try value(key), key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoder(try value(key), key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder(values["super"] ?? .null, CodableName(stringValue: "super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder(try value(key), key) }

    private func value(_ key: Key) throws -> CodableTree {
      guard let value = values[key.stringValue] else {
        throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "missing"))
      }
      return value
    }

    private func decoder(_ tree: CodableTree, _ key: any CodingKey) -> TreeDecoder {
      TreeDecoder(tree: tree, codingPath: codingPath + [key])
    }
  }

  private struct Unkeyed: UnkeyedDecodingContainer {
    let values: [CodableTree]
    let codingPath: [any CodingKey]
    var currentIndex = 0

    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }
    private var path: [any CodingKey] { codingPath + [CodableName(intValue: currentIndex)] }

    mutating func decodeNil() throws -> Bool {
      guard case .null = try current() else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let value = try TreeDecoder.value(type, of: try current(), at: path)
      currentIndex += 1
      return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
      try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
      let decoder = TreeDecoder(tree: try current(), codingPath: path)
      currentIndex += 1
      return decoder
    }

    private func current() throws -> CodableTree {
      guard !isAtEnd else {
        let context = DecodingError.Context(codingPath: path, debugDescription: "the array has no more elements")
        throw DecodingError.valueNotFound(Any.self, context)
      }
      return values[currentIndex]
    }
  }
}
