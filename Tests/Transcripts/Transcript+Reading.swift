public import Foundation

extension Transcript {
  /// The folder with the transcripts; nil if `JOIST_SHARED` names none.
  public static var folder: URL? {
    guard let shared = ProcessInfo.processInfo.environment["JOIST_SHARED"], !shared.isEmpty else { return nil }
    return URL(filePath: shared).appending(path: "conformance")
  }

  /// Reads a file of either format.
  /// - Throws: `TranscriptError` if it is in neither, or an error of the file system.
  public static func read(_ file: URL) throws -> [Transcript] {
    guard let cases = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] else {
      throw TranscriptError("\(file.lastPathComponent) is not a list of cases")
    }
    return try cases.map { try $0["steps"] == nil ? Transcript(published: $0) : Transcript(generated: $0) }
  }

  private init(_ object: [String: Any]) throws {
    name = object["name"] as? String ?? "?"
    windowFn = try Call(parsing: object["window_fn"] as? String ?? "GlobalWindows")
    trigger = try Call(parsing: object["trigger_fn"] as? String ?? "Default")
    isAccumulating = (object["accumulation_mode"] as? String ?? "accumulating").lowercased() == "accumulating"
    timestampCombiner = object["timestamp_combiner"] as? String ?? "OUTPUT_AT_EOW"
    allowedLateness = object["allowed_lateness"] as? Int ?? 0
    closesAlways = object["closing_behavior"] as? String == "EMIT_ALWAYS"
    firesOnTimeAlways = object["on_time_behavior"] as? String != "FIRE_IF_NONEMPTY"
    isDisputed = object["status"] as? String == "disputed"
    error = object["error"] as? String
  }

  // MARK: Published transcripts

  private init(published object: [String: Any]) throws {
    try self.init(object)
    for entry in object["transcript"] as? [[String: Any]] ?? [] {
      if let times = entry["input"] as? [Int] {
        add(.elements(times.map { ("key", $0, $0) }))
      } else if let time = entry["watermark"] as? Int {
        add(.watermark(time))
      } else if let seconds = entry["clock"] as? Int {
        add(.clock(seconds))
      } else if let panes = entry["expect"] as? [[String: Any]] {
        guard !steps.isEmpty else { throw TranscriptError("\(name) expects panes before anything happens") }
        steps[steps.count - 1].panes += panes.map(Self.published)
      }
    }
  }

  private mutating func add(_ action: Action) { steps.append(Step(action: action, panes: [])) }

  private static func published(_ object: [String: Any]) -> ExpectedPane {
    var tests: [@Sendable (ActualPane) -> Bool] = []
    if let window = object["window"] as? [Int] {
      tests.append { pane in
        guard let actual = pane.window else { return false }
        return actual.lowerBound == Int64(window[0]) * 1000 && (actual.upperBound - 1) / 1000 == Int64(window[1])
      }
    }
    if let values = object["values"] as? [Int] { tests.append { $0.values == values.sorted() } }
    if let time = object["timestamp"] as? Int { tests.append { $0.timestamp.map { $0 / 1000 } == Int64(time) } }
    if let index = object["index"] as? Int { tests.append { $0.index == index } }
    if let index = object["nonspeculative_index"] as? Int { tests.append { $0.nonSpeculativeIndex == index } }
    if let early = object["early"] as? Bool { tests.append { ($0.timing == "EARLY") == early } }
    if let late = object["late"] as? Bool { tests.append { ($0.timing == "LATE") == late } }
    if let final = object["final"] as? Bool { tests.append { $0.isLast == final } }
    let all = tests
    return ExpectedPane(object.mapValues { "\($0)" }) { pane in all.allSatisfy { $0(pane) } }
  }

  // MARK: Generated transcripts

  private init(generated object: [String: Any]) throws {
    try self.init(object)
    for entry in object["steps"] as? [[String: Any]] ?? [] {
      let action: Action
      if let elements = entry["elements"] as? [[Any]] {
        action = .elements(
          elements.map { ($0[0] as? String ?? "?", $0[1] as? Int ?? 0, $0[2] as? Int ?? 0) })
      } else if let seconds = entry["clock"] as? Int {
        action = .clock(seconds)
      } else {
        action = .watermark(entry["watermark"] as? Int)
      }
      var step = Step(action: action, panes: (entry["panes"] as? [[String: Any]] ?? []).map(Self.generated))
      for name in ["java", "python"] {
        if let panes = entry[name] as? [[String: Any]] { step.alternatives[name] = panes.map(Self.generated) }
      }
      steps.append(step)
    }
  }

  private static func generated(_ object: [String: Any]) -> ExpectedPane {
    let window = object["window"] as? [Int]
    let pane = ActualPane(
      key: object["key"] as? String ?? "?", values: object["values"] as? [Int] ?? [],
      window: window.map { Int64($0[0])..<Int64($0[1]) }, timestamp: (object["timestamp"] as? Int).map { Int64($0) },
      timing: object["timing"] as? String ?? "?", index: object["index"] as? Int ?? -9,
      nonSpeculativeIndex: object["nonspeculative_index"] as? Int ?? -9, isFirst: object["first"] as? Bool ?? false,
      isLast: object["last"] as? Bool ?? false)
    return ExpectedPane(["": "\(pane)"]) { $0 == pane }
  }
}
