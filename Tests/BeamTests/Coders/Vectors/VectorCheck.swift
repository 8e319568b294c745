import Beam
import Rows
import Testing

/// Checks types against the documents of their coders, and counts.
struct VectorCheck {
  private let documents: [StandardVectors.Document]
  /// How many examples were checked, each in each of its contexts.
  private(set) var checks = 0
  /// How many examples were checked.
  private(set) var examples = 0
  /// The documents that were checked.
  private(set) var checked: Set<Int> = []

  init(_ documents: [StandardVectors.Document]) { self.documents = documents }

  /// Each example of a document in each of its contexts: its bytes, its value, and whether the context is the nested one.
  private mutating func forEach(
    _ index: Int, coder: String,
    _ body: (_ bytes: Bytes, _ value: Json, _ isNested: Bool, _ document: StandardVectors.Document) throws -> Void
  ) throws {
    let document = documents[index]
    try #require(document.index == index)
    #expect(document.coder == coder, "document \(index)")
    #expect(checked.insert(index).inserted, "document \(index)")
    for example in document.examples {
      examples += 1
      for context in document.contexts {
        checks += 1
        try body(example.bytes, example.value, context == "nested", document)
      }
    }
  }

  /// Decodes every example of a document, all of its bytes, and encodes it where that has one answer.
  mutating func check<Value: Streamable & Equatable>(
    _ index: Int, as type: Value.Type, coder: String, _ native: (Any) throws -> Value
  ) throws {
    try forEach(index, coder: coder) { bytes, json, isNested, document in
      let value = try native(try #require(json.any))
      let decoded = isNested ? try bytes.decode(Value.self) : try bytes.decodeOuter(Value.self)
      // NaN is not itself, but its bytes are.
      #expect(decoded == value || Bytes(encoding: decoded) == Bytes(encoding: value), "document \(index): \(value)")
      if document.isDecodeOnly { return }
      let encoded = isNested ? Bytes(encoding: value) : Bytes(encodingOuter: value)
      #expect(encoded == bytes, "document \(index): \(value)")
    }
  }

  /// The same for types whose values are told apart by their descriptions.
  mutating func check<Value: Streamable>(
    _ index: Int, described type: Value.Type, coder: String, _ native: (Json) -> Value
  ) throws {
    try forEach(index, coder: coder) { bytes, json, isNested, _ in
      let value = native(json)
      let encoded = isNested ? Bytes(encoding: value) : Bytes(encodingOuter: value)
      #expect(encoded == bytes, "document \(index)")
      let decoded = isNested ? try bytes.decode(Value.self) : try bytes.decodeOuter(Value.self)
      #expect(String(describing: decoded) == String(describing: value), "document \(index)")
    }
  }

  /// The same for values whose windows, timestamp and pane are in the coder's payload.
  mutating func checkParameterized<Window: PortableWindow>(
    _ index: Int, _ type: WindowedValue<Int64, Window>.Type, coder: String,
    _ native: (Json) -> WindowedValue<Int64, Window>
  ) throws {
    try forEach(index, coder: coder) { bytes, json, isNested, document in
      let value = native(json)
      let encoded = isNested ? Bytes(encoding: value.value) : Bytes(encodingOuter: value.value)
      #expect(encoded == bytes, "document \(index)")
      let make = try WindowedValue<Int64, Window>.parameterized(by: document.payload)
      let decoded = make(isNested ? try bytes.decode(Int64.self) : try bytes.decodeOuter(Int64.self))
      #expect(String(describing: decoded) == String(describing: value), "document \(index)")
    }
  }

  /// The same for iterables whose end the state API may hold.
  mutating func checkStateBacked<Value: Streamable>(
    _ index: Int, _ type: Value.Type, coder: String, _ native: (Json) -> Value
  ) throws {
    try forEach(index, coder: coder) { bytes, json, _, document in
      let values = json.list(native)
      let decoded = try bytes.withUnsafeBytes { memory in
        var reader = RawReader(memory)
        let iterable = try StateBackedIterable<Value>.decode(from: &reader)
        #expect(reader.isAtEnd)
        return try iterable.all { try #require(document.state[$0]) }
      }
      #expect(String(describing: decoded) == String(describing: values), "document \(index)")
      if !document.isDecodeOnly { #expect(Bytes(encoding: Grouped(values)) == bytes, "document \(index)") }
    }
  }
}
