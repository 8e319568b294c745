/// Encodes an `Encodable` value as a tree.
final class TreeEncoder: Encoder {
  /// The destination of one encoded value, filled by exactly one container.
  private final class Slot {
    enum Content {
      case none
      case value(CodableTree)
      case list([Slot])
      case fields([(name: String, slot: Slot)])
    }

    var content = Content.none

    var tree: CodableTree {
      switch content {
      case .none: .fields([])
      case .value(let tree): tree
      case .list(let slots): .list(slots.map(\.tree))
      case .fields(let fields): .fields(fields.map { ($0.name, $0.slot.tree) })
      }
    }

    func appendElement() -> Slot {
      let slot = Slot()
      if case .list(let slots) = content { content = .list(slots + [slot]) } else { content = .list([slot]) }
      return slot
    }

    func appendField(_ name: String) -> Slot {
      let slot = Slot()
      guard case .fields(var fields) = content else {
        content = .fields([(name, slot)])
        return slot
      }
      content = .none
      fields.append((name, slot))
      content = .fields(fields)
      return slot
    }
  }

  private let slot: Slot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private init(_ slot: Slot, _ path: [any CodingKey]) { (self.slot, codingPath) = (slot, path) }

  /// Encodes a value.
  ///
  /// - Throws: errors of the type's `encode(to:)`.
  static func tree(of value: some Encodable) throws -> CodableTree {
    let slot = Slot()
    try encode(value, into: slot, [])
    return slot.tree
  }

  private static func encode(_ value: some Encodable, into slot: Slot, _ path: [any CodingKey]) throws {
    if let leaf = CodableLeaves.tree(of: value) {
      slot.content = .value(leaf)
    } else {
      try value.encode(to: TreeEncoder(slot, path))
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .none = slot.content { slot.content = .fields([]) }
    return KeyedEncodingContainer(Keyed(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .none = slot.content { slot.content = .list([]) }
    return Unkeyed(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(slot: slot, codingPath: codingPath) }

  // MARK: Containers

  private struct Single: SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]

    mutating func encodeNil() { slot.content = .value(.null) }
    mutating func encode(_ value: Bool) { slot.content = .value(.boolean(value)) }
    mutating func encode(_ value: String) { slot.content = .value(.text(value)) }
    mutating func encode(_ value: Double) { slot.content = .value(.double(value)) }
    mutating func encode(_ value: Float) { slot.content = .value(.float(value)) }
    mutating func encode(_ value: Int) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: Int8) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: Int16) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: Int32) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: Int64) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: UInt) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: UInt8) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: UInt16) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: UInt32) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: UInt64) { slot.content = .value(CodableTree(integer: value)) }
    mutating func encode(_ value: some Encodable) throws { try TreeEncoder.encode(value, into: slot, codingPath) }
  }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]

    mutating func encodeNil(forKey key: Key) { slot.appendField(key.stringValue).content = .value(.null) }

    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
      try TreeEncoder.encode(value, into: slot.appendField(key.stringValue), codingPath + [key])
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      TreeEncoder(slot.appendField(key.stringValue), codingPath + [key]).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      TreeEncoder(slot.appendField(key.stringValue), codingPath + [key]).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { TreeEncoder(slot.appendField("super"), codingPath) }
    mutating func superEncoder(forKey key: Key) -> any Encoder {
      TreeEncoder(slot.appendField(key.stringValue), codingPath + [key])
    }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]

    var count: Int {
      if case .list(let slots) = slot.content { slots.count } else { 0 }
    }

    mutating func encodeNil() { slot.appendElement().content = .value(.null) }

    mutating func encode(_ value: some Encodable) throws {
      try TreeEncoder.encode(value, into: slot.appendElement(), codingPath)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      TreeEncoder(slot.appendElement(), codingPath).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      TreeEncoder(slot.appendElement(), codingPath).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { TreeEncoder(slot.appendElement(), codingPath) }
  }
}
