import Beam
import Foundation
import Rows

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
