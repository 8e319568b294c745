import Beam
import Foundation
import Rows
import Testing

/// Beam's own examples for the coders of pairs, windows, timers and iterables; those of plain values and rows are checked
/// where these types are. What the JSON values mean is said in `conformance/coders.md`.
@Suite struct ModelVectorTests {
  static let folder = ProcessInfo.processInfo.environment["JOIST_SHARED"]

  @Test(.enabled(if: folder != nil, "JOIST_SHARED names no folder with the examples"))
  func modelTypesHaveBeamsBytes() throws {
    var vectors = try ModelVectors(folder: try #require(Self.folder))
    try vectors.check(6, KV<Bytes, Int64>.self) { KV(Json.bytes($0["key"]), Json.int($0["value"])) }
    for index in [7, 8] {
      try vectors.check(index, KV<Bytes, Bytes>.self) { KV(Json.bytes($0["key"]), Json.bytes($0["value"])) }
    }
    try vectors.check(9, KV<Bytes, Bool>.self) { KV(Json.bytes($0["key"]), $0["value"].any as? Bool ?? false) }
    try vectors.check(10, IntervalWindow.self, Json.interval)
    try vectors.check(15, [GlobalWindow].self) { $0.list { _ in GlobalWindow() } }
    try vectors.check(17, GlobalWindow.self) { _ in GlobalWindow() }
    try vectors.check(16, TimerRecord<String, GlobalWindow>.self) { json in
      TimerRecord(
        key: json["userKey"].string, tag: json["dynamicTimerTag"].string,
        windows: json["windows"].list { _ in GlobalWindow() },
        setting: json["clearBit"].any as? Bool == true
          ? nil
          : .init(
            fires: Json.time(json["fireTimestamp"]), holds: Json.time(json["holdTimestamp"]),
            pane: Json.pane(json["pane"])))
    }
    try vectors.check(18, WindowedValue<Int64, GlobalWindow>.self) { Json.windowed($0) { _ in GlobalWindow() } }
    try vectors.check(19, WindowedValue<Int64, IntervalWindow>.self) { Json.windowed($0, Json.interval) }
    try vectors.checkParameterized(20, WindowedValue<Int64, IntervalWindow>.self) { Json.windowed($0, Json.interval) }
    try vectors.checkParameterized(21, WindowedValue<Int64, GlobalWindow>.self) {
      Json.windowed($0) { _ in GlobalWindow() }
    }
    try vectors.check(33, ShardedKey<String>.self) { ShardedKey($0["key"].string, shard: Json.bytes($0["shardId"])) }
    try vectors.check(40, CustomWindow<IntervalWindow>.self) { CustomWindow(Json.interval($0["window"])) }
    for index in [34, 39] { try vectors.checkStateBacked(index, Int64.self, Json.int) }
    for index in [35, 37] { try vectors.checkStateBacked(index, Bytes.self, Json.bytes) }
    try vectors.checkStateBacked(36, Bool.self) { $0.any as? Bool ?? false }
    try vectors.checkStateBacked(38, GlobalWindow.self) { _ in GlobalWindow() }
    print("standard coders of the model: \(vectors.count) checks of \(vectors.checked.count) documents")
    #expect(vectors.count == 88 && vectors.checked.count == 20)
  }
}

/// A JSON value of the examples.
struct Json {
  let any: Any?

  subscript(name: String) -> Json { Json(any: (any as? [String: Any])?[name]) }
  var string: String { any as? String ?? "" }
  func list<Value>(_ element: (Json) -> Value) -> [Value] { (any as? [Any] ?? []).map { element(Json(any: $0)) } }

  static func int(_ json: Json) -> Int64 { (json.any as? NSNumber)?.int64Value ?? .min }
  static func bytes(_ json: Json) -> Bytes { Bytes(utf8: json.string) }
  static func time(_ json: Json) -> Timestamp { Timestamp(milliseconds: int(json)) }
  static func interval(_ json: Json) -> IntervalWindow {
    let end = int(json["end"])
    return IntervalWindow(start: Timestamp(milliseconds: end - int(json["span"])), end: Timestamp(milliseconds: end))
  }
  static func pane(_ json: Json) -> PaneInfo {
    let timings: [String: PaneInfo.Timing] = ["EARLY": .early, "ON_TIME": .onTime, "LATE": .late]
    return PaneInfo(
      timing: timings[json["timing"].string] ?? .unknown, isFirst: json["is_first"].any as? Bool ?? false,
      isLast: json["is_last"].any as? Bool ?? false, index: int(json["index"]),
      nonSpeculativeIndex: int(json["on_time_index"]))
  }
  static func windowed<Window: PortableWindow>(
    _ json: Json, _ window: (Json) -> Window
  ) -> WindowedValue<Int64, Window> {
    WindowedValue(
      int(json["value"]), timestamp: time(json["timestamp"]), windows: json["windows"].list(window),
      pane: pane(json["pane"]))
  }
}

/// The documents, and how many checks were made on them.
struct ModelVectors {
  private let documents: [Json]
  private(set) var count = 0
  private(set) var checked: Set<Int> = []

  init(folder: String) throws {
    let data = try Data(contentsOf: URL(filePath: folder).appending(path: "conformance/standard_coders.json"))
    documents = Json(any: try JSONSerialization.jsonObject(with: data)).list { $0 }
  }

  /// Each example in each context: its bytes, its value, and whether the context is the nested one.
  private mutating func forEach(
    _ index: Int, _ body: (_ bytes: Bytes, _ value: Json, _ isNested: Bool) throws -> Void
  ) throws {
    let document = documents[index]
    try #require(document["index"].any as? Int == index)
    checked.insert(index)
    for context in document["contexts"].list({ $0.string }) {
      for example in document["examples"].list({ $0 }) {
        count += 1
        try body(Self.bytes(hex: example["encoded_hex"].string), example["value"], context == "nested")
      }
    }
  }

  private static func bytes(hex: String) -> Bytes {
    let digits = Array(hex.utf8)
    return Bytes(
      stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
      })
  }

  /// Encodes the native value to the example's bytes; decodes them, all of them, to what encodes to the same.
  mutating func check<Value: Streamable>(_ index: Int, _ type: Value.Type, _ native: (Json) -> Value) throws {
    try forEach(index) { bytes, json, isNested in
      let value = native(json)
      let encoded = isNested ? Bytes(encoding: value) : Bytes(encodingOuter: value)
      #expect(encoded == bytes, "document \(index)")
      let decoded = isNested ? try bytes.decode(Value.self) : try bytes.decodeOuter(Value.self)
      #expect(String(describing: decoded) == String(describing: value), "document \(index)")
    }
  }

  mutating func checkParameterized<Window: PortableWindow>(
    _ index: Int, _ type: WindowedValue<Int64, Window>.Type, _ native: (Json) -> WindowedValue<Int64, Window>
  ) throws {
    let payload = Self.bytes(hex: documents[index]["coder"]["payload_hex"].string)
    try forEach(index) { bytes, json, isNested in
      let value = native(json)
      let encoded = isNested ? Bytes(encoding: value.value) : Bytes(encodingOuter: value.value)
      #expect(encoded == bytes, "document \(index)")
      let make = try WindowedValue<Int64, Window>.parameterized(by: payload)
      let decoded = make(isNested ? try bytes.decode(Int64.self) : try bytes.decodeOuter(Int64.self))
      #expect(String(describing: decoded) == String(describing: value), "document \(index)")
    }
  }

  mutating func checkStateBacked<Value: Streamable>(
    _ index: Int, _ type: Value.Type, _ native: (Json) -> Value
  ) throws {
    let coder = documents[index]["coder"]
    let isDecodeOnly = coder["non_deterministic"].any as? Bool ?? false
    let state = coder["state_hex"].any as? [String: String] ?? [:]
    let rest = Dictionary(uniqueKeysWithValues: state.map { (Self.bytes(hex: $0.key), Self.bytes(hex: $0.value)) })
    try forEach(index) { bytes, json, _ in
      let values = json.list(native)
      let decoded = try bytes.withUnsafeBytes { memory in
        var reader = RawReader(memory)
        let iterable = try StateBackedIterable<Value>.decode(from: &reader)
        #expect(reader.isAtEnd)
        return try iterable.all { try #require(rest[$0]) }
      }
      #expect(String(describing: decoded) == String(describing: values), "document \(index)")
      if !isDecodeOnly { #expect(Bytes(encoding: Grouped(values)) == bytes, "document \(index)") }
    }
  }
}
