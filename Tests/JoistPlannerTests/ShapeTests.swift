import Beam
import BeamModel
import JoistPlan
import JoistPlanner
import Rows
import Testing

/// A plan says how elements are laid out.
@Suite struct ShapeTests {
  /// The shape of a collection that is dealt out.
  private func shape(_ change: (inout PipelineBuilder) -> Void) throws -> CoderShape? {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.reshuffle("Deal", "a", "b")
    builder.parDo("Map", "b", ["c"])
    change(&builder)
    return try builder.planned().plan.edges.first { $0.reason == .reshuffle }?.shape
  }

  /// The shape of a coder that is made of others, outermost first: `["kv", "bytes", "varint"]` is a coder with two components.
  private func shape(of coders: [String: (urn: String, components: [String])]) throws -> CoderShape? {
    try shape { builder in
      for (id, coder) in coders {
        builder.components.coders[id] = .with {
          $0.spec = .with { $0.urn = coder.urn.contains(":") ? coder.urn : "beam:coder:\(coder.urn):v1" }
          $0.componentCoderIds = coder.components
        }
      }
      builder.components.pcollections["a"]?.coderID = "top"
    }
  }

  @Test("Shapes of nested coders are found")
  func nestedCoders() throws {
    let found = try shape(of: [
      "top": ("kv", ["prefixed", "list"]), "prefixed": ("length_prefix", ["own"]), "own": ("my:coder", []),
      "list": ("iterable", ["maybe"]), "maybe": ("nullable", ["window"]), "window": ("interval_window", []),
    ])
    #expect(
      found
        == .keyValue(
          key: .lengthPrefixed(.opaque(urn: "my:coder")),
          value: .iterable(.nullable(.sequence([.fixed(8), .varint])))))
    #expect(found.map { "\($0)" } == "kv(prefixed(opaque(my:coder)), iterable(nullable(sequence(fixed(8), varint))))")
    #expect(found?.isDelimited == true)
  }

  @Test("The end of an element with an unknown coder cannot be found")
  func opaqueCoders() throws {
    let found = try shape(of: ["top": ("kv", ["bytes", "list"]), "list": ("iterable", ["row"]), "row": ("row", [])])
    #expect(found == .keyValue(key: .bytes, value: .iterable(.opaque(urn: "beam:coder:row:v1"))))
    #expect(found?.isDelimited == false)
  }

  @Test("Coders with the wrong number of components are refused")
  func wrongComponents() {
    #expect {
      try shape(of: ["top": ("kv", ["bytes"])])
    } throws: { error in
      "\(error)" == "the coder top, a beam:coder:kv:v1, has 1 components instead of 2"
    }
    #expect(throws: PlannerError.self) { try shape(of: ["top": ("iterable", [])]) }
  }

  @Test("Coders that contain themselves or double at each level are refused")
  func hostileCoders() {
    #expect(throws: PlannerError.self) { try shape(of: ["top": ("iterable", ["top"])]) }
    var doubling: [String: (urn: String, components: [String])] = ["top": ("kv", ["c0", "c0"]), "c60": ("bytes", [])]
    for level in 0..<60 { doubling["c\(level)"] = ("kv", ["c\(level + 1)", "c\(level + 1)"]) }
    #expect(throws: PlannerError.self) { try shape(of: doubling) }
  }

  @Test("Keyed edges carry the shapes of pairs, also within a length prefix")
  func keyedEdges() throws {
    var builder = PipelineBuilder()
    builder.impulse("a")
    builder.parDo("Pair", "a", ["p"])
    builder.combine("Sum", "p", "s")
    builder.group("Group", "p", "g")
    builder.components.coders["prefixed"] = .with {
      $0.spec = .with { $0.urn = "beam:coder:length_prefix:v1" }
      $0.componentCoderIds = ["kv"]
    }
    builder.components.coders["kv"]?.componentCoderIds = ["varint", "bytes"]
    builder.components.coders["varint"] = .with { $0.spec = .with { $0.urn = "beam:coder:varint:v1" } }
    builder.components.pcollections["p"]?.coderID = "prefixed"
    let planned = try builder.planned()
    let keyed = planned.plan.edges.filter { $0.kind == .keyed }.map(\.shape)
    #expect(
      keyed == [
        .keyValue(key: .varint, value: .bytes), .lengthPrefixed(.keyValue(key: .varint, value: .bytes)),
      ])
    #expect(keyed.allSatisfy { $0.pair?.key == .varint })
  }

  // MARK: The bytes of this SDK's coders

  /// Walks through the encodings of values by their collection's shape.
  private func walk<Value: Streamable & Sendable>(
    _ values: [Value], _ expected: CoderShape, key: ((Value) -> Bytes)? = nil
  ) throws {
    let pipeline = Pipeline()
    _ = pipeline.create("Values", values).reshuffle("Deal").map("Map") { $0 }
    let plan = try Planner.plan(pipeline.portable()).plan
    let shape = try #require(plan.edges.first { $0.reason == .reshuffle }).shape
    #expect(shape == expected)
    for value in values {
      let bytes = [UInt8](Bytes(encoding: value))
      #expect(try ShapeWalker.end(of: shape, in: bytes + [1, 2, 3]) == bytes.count)
      if let key { #expect(try ShapeWalker.key(of: shape, in: bytes) == [UInt8](key(value))) }
    }
  }

  @Test("Key and end of an element are found by its shape")
  func keysAndEnds() throws {
    let long = String(repeating: "x", count: 300)
    try walk([KV("", 0), KV("k", -1), KV(long, .max)], .keyValue(key: .bytes, value: .varint)) {
      Bytes(encoding: $0.key)
    }
    try walk([KV(Timestamp(milliseconds: -1), [""])], .keyValue(key: .fixed(8), value: .iterable(.bytes))) {
      Bytes(encoding: $0.key)
    }
    try walk([KV(300, [1.5, 2]), KV(-1, [])], .keyValue(key: .varint, value: .iterable(.fixed(8)))) {
      Bytes(encoding: $0.key)
    }
    try walk(
      [KV(KV(true, "a"), nil), KV(KV(false, ""), "v")],
      .keyValue(
        key: .keyValue(key: .fixed(1), value: .bytes), value: .nullable(.bytes))
    ) { Bytes(encoding: $0.key) }
  }

  @Test("An iterable of unknown length ends with an empty chunk")
  func chunks() throws {
    let bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 2, 1, 7, 1, 8, 1, 0, 0, 9]
    #expect(try ShapeWalker.end(of: .iterable(.bytes), in: bytes) == 12)
  }
}

extension CoderShape {
  /// Whether the end of an element can be found without its coder.
  fileprivate var isDelimited: Bool {
    switch layout {
    case .bytes, .varint, .fixed, .lengthPrefixed: true
    case .sequence, .keyValue, .iterable, .nullable: parts.allSatisfy(\.isDelimited)
    case .opaque: false
    }
  }
}
