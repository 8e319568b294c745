import Beam
import BeamModel
import Foundation
import Rows
import TestSupport
import Testing

/// Encodings for which Beam has no examples, as its Java and Python SDKs write them.
@Suite struct SDKVectorTests {
  /// The output of the Python script, which runs once for all tests.
  private static let printed = Result { try Python.run(script: "sdk-vectors") }

  private func python(_ list: String) throws -> [Json] {
    let (status, output) = try Self.printed.get()
    try #require(status == 0, "\(output)")
    return Json(any: try JSONSerialization.jsonObject(with: Data(output.utf8)))[list].list { $0 }
  }

  private func hex(_ bytes: Bytes) -> String {
    bytes.withUnsafeBytes { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
  }

  private func pane(_ json: Json) -> PaneInfo {
    PaneInfo(
      timing: PaneInfo.Timing(rawValue: UInt8(Json.int(json["timing"]))) ?? .unknown,
      isFirst: json["is_first"].any as? Bool ?? false, isLast: json["is_last"].any as? Bool ?? false,
      index: Json.int(json["index"]), nonSpeculativeIndex: Json.int(json["on_time_index"]))
  }

  @Test("The first early pane takes two bytes; other panes with one index take one or two")
  func panes() throws {
    func encoded(_ timing: PaneInfo.Timing, _ index: Int64, _ nonSpeculative: Int64) -> String {
      hex(
        Bytes(
          encoding: PaneInfo(
            timing: timing, isFirst: true, isLast: false, index: index, nonSpeculativeIndex: nonSpeculative)))
    }
    #expect(encoded(.early, 0, -1) == "1100")
    #expect(encoded(.early, 3, -1) == "1103")
    #expect(encoded(.onTime, 0, 0) == "05")
    #expect(encoded(.onTime, 2, 0) == "250200")
    #expect(encoded(.late, 2, 2) == "1902")
    #expect(hex(Bytes(encoding: PaneInfo.none)) == "0f")
    for bytes: Bytes in [[0x01], [0x11, 0]] {
      let pane = try bytes.decode(PaneInfo.self)
      #expect(pane.timing == .early && pane.index == 0 && pane.nonSpeculativeIndex == -1)
    }
  }

  @Test("Every pane is encoded as by Beam's Python SDK", .enabled(if: Python.interpreter != nil, "\(Python.missing)"))
  func panesAsInPython() throws {
    let panes = try python("panes")
    #expect(panes.count == 160)
    for json in panes {
      #expect(hex(Bytes(encoding: pane(json))) == json["encoded_hex"].string, "\(pane(json))")
    }
  }

  @Test("The outer encoding of an optional contains the outer encoding of its value")
  func nullables() throws {
    for (value, text) in [("ab" as String?, "016162"), ("", "01"), (nil, "00")] {
      let bytes = Bytes(encodingOuter: value)
      #expect(hex(bytes) == text)
      #expect(try bytes.decodeOuter(String?.self) == value)
    }
    #expect(hex(Bytes(encodingOuter: KV("k", Optional("ab")))) == "016b016162")
    #expect(try Bytes(encodingOuter: KV("k", Optional("ab"))).decodeOuter(KV<String, String?>.self) == KV("k", "ab"))
    #expect(hex(Bytes(encoding: Optional("ab"))) == "01026162")
    let empty = Bytes()
    #expect(throws: CoderError.truncated) { try empty.decodeOuter(String?.self) }
    #expect(throws: CoderError.trailingBytes(1)) { try Bytes([0, 1]).decodeOuter(String?.self) }
  }

  @Test(
    "Every optional is encoded as by Beam's Python SDK", .enabled(if: Python.interpreter != nil, "\(Python.missing)"))
  func nullablesAsInPython() throws {
    let nullables = try python("nullables")
    #expect(nullables.count == 5)
    for json in nullables {
      let outer = Bytes(encodingOuter: json["value"].any as? String)
      #expect(hex(outer) == json["outer_hex"].string)
      #expect(hex(Bytes(encoding: outer)) == json["prefixed_hex"].string)
    }
  }

  /// The payload of a window function in the portable form.
  private func payload(_ windowFn: WindowFn) throws -> Bytes {
    let pipeline = Pipeline()
    _ = pipeline.impulse().windowed("Window", by: windowFn)
    let spec = try #require(pipeline.portable().components?.transforms["Window"]?.spec)
    return try #require(BeamProto.WindowIntoPayload(serializedBytes: spec.payload).windowFn).payload
  }

  @Test("The offset of windows is below the size or period, as Beam's Java SDK requires")
  func offsets() throws {
    for (offset, seconds) in [(-5, 5), (15, 5), (10, 0), (-10, 0), (4, 4)] {
      let fixed = WindowFn.fixed(.seconds(10), offset: .seconds(offset))
      #expect(try BeamProto.FixedWindowsPayload(serializedBytes: payload(fixed)).offset?.seconds ?? 0 == Int64(seconds))
      let sliding = WindowFn.sliding(.seconds(60), every: .seconds(10), offset: .seconds(offset))
      let found = try BeamProto.SlidingWindowsPayload(serializedBytes: payload(sliding)).offset
      #expect(found?.seconds ?? 0 == Int64(seconds))
    }
  }

  @Test(
    "Window functions have the payload of Beam's Python SDK",
    .enabled(if: Python.interpreter != nil, "\(Python.missing)"))
  func windowsAsInPython() throws {
    let windows = try python("windows")
    #expect(windows.count == 10)
    for json in windows {
      let size = Duration.milliseconds(Json.int(json["size_ms"]))
      let period = Duration.milliseconds(Json.int(json["period_ms"]))
      let offset = Duration.milliseconds(Json.int(json["offset_ms"]))
      let windowFn =
        period == .zero ? WindowFn.fixed(size, offset: offset) : .sliding(size, every: period, offset: offset)
      #expect(hex(try payload(windowFn)) == json["payload_hex"].string, "\(size) \(period) \(offset)")
    }
  }
}
