import Beam
import Rows

/// The documents of pairs, windows, timers, windowed values and iterables with an end in the state API.
extension VectorCheck {
  mutating func checkModel() throws {
    try check(6, described: KV<Bytes, Int64>.self, coder: "kv(bytes, varint)") {
      KV(Json.bytes($0["key"]), Json.int($0["value"]))
    }
    for index in [7, 8] {
      try check(index, described: KV<Bytes, Bytes>.self, coder: "kv(bytes, bytes)") {
        KV(Json.bytes($0["key"]), Json.bytes($0["value"]))
      }
    }
    try check(9, described: KV<Bytes, Bool>.self, coder: "kv(bytes, bool)") {
      KV(Json.bytes($0["key"]), $0["value"].any as? Bool ?? false)
    }
    try check(10, described: IntervalWindow.self, coder: "interval_window", Json.interval)
    try check(15, described: [GlobalWindow].self, coder: "iterable(global_window)") { $0.list { _ in GlobalWindow() } }
    try check(17, described: GlobalWindow.self, coder: "global_window") { _ in GlobalWindow() }
    try check(16, described: TimerRecord<String, GlobalWindow>.self, coder: "timer(string_utf8, global_window)") {
      json in
      TimerRecord(
        key: json["userKey"].string, tag: json["dynamicTimerTag"].string,
        windows: json["windows"].list { _ in GlobalWindow() },
        setting: json["clearBit"].any as? Bool == true
          ? nil
          : .init(
            fires: Json.time(json["fireTimestamp"]), holds: Json.time(json["holdTimestamp"]),
            pane: Json.pane(json["pane"])))
    }
    try check(18, described: WindowedValue<Int64, GlobalWindow>.self, coder: "windowed_value(varint, global_window)") {
      Json.windowed($0) { _ in GlobalWindow() }
    }
    try check(
      19, described: WindowedValue<Int64, IntervalWindow>.self, coder: "windowed_value(varint, interval_window)"
    ) { Json.windowed($0, Json.interval) }
    try checkParameterized(
      20, WindowedValue<Int64, IntervalWindow>.self, coder: "param_windowed_value(varint, interval_window)"
    ) { Json.windowed($0, Json.interval) }
    try checkParameterized(
      21, WindowedValue<Int64, GlobalWindow>.self, coder: "param_windowed_value(varint, global_window)"
    ) {
      Json.windowed($0) { _ in GlobalWindow() }
    }
    try check(33, described: ShardedKey<String>.self, coder: "sharded_key(string_utf8)") {
      ShardedKey($0["key"].string, shard: Json.bytes($0["shardId"]))
    }
    try check(40, described: CustomWindow<IntervalWindow>.self, coder: "custom_window(interval_window)") {
      CustomWindow(Json.interval($0["window"]))
    }
    for index in [34, 39] { try checkStateBacked(index, Int64.self, coder: "state_backed_iterable(varint)", Json.int) }
    for index in [35, 37] { try checkStateBacked(index, Bytes.self, coder: "state_backed_iterable(bytes)", Json.bytes) }
    try checkStateBacked(36, Bool.self, coder: "state_backed_iterable(bool)") { $0.any as? Bool ?? false }
    try checkStateBacked(38, GlobalWindow.self, coder: "state_backed_iterable(global_window)") { _ in GlobalWindow() }
  }
}
