import JoistPlan

/// One pane of one key and window.
struct ToyPane: Hashable, Comparable {
  var key: Int
  var window: Window
  var pane: Pane
  /// The values in their order, or the sum and count.
  var content: [ToyValue]
  var sum: Int64
  var count: Int64

  static func < (a: ToyPane, b: ToyPane) -> Bool { a.text < b.text }

  var text: String {
    "key \(key) window \(window.start) \(window.end) \(pane.timing) \(pane.index) \(pane.nonSpeculativeIndex) "
      + "\(pane.isFirst) \(pane.isLast) count \(count) sum \(sum) "
      + content.map { "\($0.number)/\($0.origin)/\($0.sequence)" }.joined(separator: " ")
  }
}

/// What a key has in a window. Slow and plain: lists of everything.
struct KeyModel {
  /// Everything that was accepted.
  var all: [ToyValue] = []
  /// What no pane has shown.
  var fresh: [ToyValue] = []
  var allSum: Int64 = 0
  var allCount: Int64 = 0
  var freshSum: Int64 = 0
  var freshCount: Int64 = 0
  var panes = 0

  var isFresh: Bool { freshCount > 0 }

  mutating func add(_ value: ToyValue) {
    all.append(value)
    fresh.append(value)
    add(sum: Int64(value.number), count: 1)
  }

  mutating func add(sum: Int64, count: Int64) {
    allSum += sum
    allCount += count
    freshSum += sum
    freshCount += count
  }

  /// The pane that fires now.
  mutating func fire(_ key: Int, _ window: Window, _ timing: Pane.Timing, _ grouping: Grouping) -> ToyPane {
    let pane = Pane(
      timing: timing, isFirst: panes == 0, isLast: grouping.allowedLateness == 0, index: Int64(panes),
      nonSpeculativeIndex: Int64(panes))
    let shows = grouping.accumulation == .accumulating
    let fired = ToyPane(
      key: key, window: window, pane: pane, content: grouping.content == .values ? (shows ? all : fresh) : [],
      sum: shows ? allSum : freshSum, count: shows ? allCount : freshCount)
    panes += 1
    fresh = []
    freshSum = 0
    freshCount = 0
    return fired
  }
}

/// What a grouping stage must hold and fire, from its log alone.
struct GroupModel {
  struct WindowModel {
    var window: Window
    var keys: [Int: KeyModel] = [:]
    var hasFired = false
  }

  let grouping: Grouping
  /// By key group.
  private var windows: [Int: [WindowModel]] = [:]

  init(grouping: Grouping) { self.grouping = grouping }

  /// The earliest end of a window that still has something to show on time.
  var hold: Int64? {
    var earliest: Int64?
    for group in windows.values {
      for window in group where !window.hasFired {
        earliest = min(earliest ?? Int64.max, window.window.maxTimestamp)
      }
    }
    return earliest
  }

  /// Whether anything is held.
  var isEmpty: Bool { windows.values.allSatisfy(\.isEmpty) }

  /// The last moment at which something is accepted for a window.
  func limit(_ window: Window) -> Int64 {
    max(window.maxTimestamp, min(window.maxTimestamp + grouping.allowedLateness, EventTime.endOfGlobalWindow))
  }

  /// What a unit must have done.
  struct Expected {
    var panes: [ToyPane] = []
    /// Elements that were late, and those among them that were dropped; once for each window.
    var late = 0
    var dropped = 0
    var largestLateness: Int64 = 0
    /// What was accepted, by key and window.
    var accepted: [(key: PaneKey, record: ToyRecord)] = []
  }

  /// Does a unit, and says what it must have done.
  mutating func perform(_ group: Int, at watermark: Int64, insert: [RecordBlock]) -> Expected {
    var expected = Expected()
    var held = windows.removeValue(forKey: group) ?? []
    defer { if !held.isEmpty { windows[group] = held } }
    for place in held.indices where !held[place].hasFired && Self.isPassed(held[place].window.maxTimestamp, watermark) {
      let window = held[place].window
      for key in held[place].keys.keys.sorted() {
        if let pane = held[place].keys[key]?.fire(key, window, .onTime, grouping) { expected.panes.append(pane) }
      }
      held[place].hasFired = true
    }
    if grouping.allowedLateness == 0 { held.removeAll(where: \.hasFired) }
    for record in insert.flatMap(\.list) {
      for window in record.context.windows {
        if Self.isPassed(window.maxTimestamp, watermark) {
          expected.late += record.elements
          if watermark < EventTime.max {
            expected.largestLateness = max(expected.largestLateness, watermark - window.maxTimestamp)
          }
        }
        if Self.isPassed(limit(window), watermark) {
          expected.dropped += record.elements
          continue
        }
        expected.accepted.append((PaneKey(key: record.key, window: window), record))
        Self.add(record, window, to: &held)
      }
    }
    for place in held.indices where Self.isPassed(held[place].window.maxTimestamp, watermark) {
      held[place].hasFired = true
      let window = held[place].window
      for key in held[place].keys.keys.sorted() where held[place].keys[key]?.isFresh == true {
        if let pane = held[place].keys[key]?.fire(key, window, .late, grouping) { expected.panes.append(pane) }
      }
    }
    held.removeAll { $0.hasFired && Self.isPassed(limit($0.window), watermark) }
    return expected
  }

  /// The watermark at which a key group has something to do by itself, or nil.
  func nextEventTime(_ group: Int) -> Int64? {
    let moments = windows[group, default: []].map { $0.hasFired ? limit($0.window) : $0.window.maxTimestamp }
    return moments.min().map { min($0 + 1, EventTime.max) }
  }

  /// How many windows a key group holds.
  func windowCount(_ group: Int) -> Int { windows[group, default: []].count }

  static func isPassed(_ moment: Int64, _ watermark: Int64) -> Bool {
    watermark > moment || watermark >= EventTime.max
  }

  private static func add(_ record: ToyRecord, _ window: Window, to held: inout [WindowModel]) {
    let place =
      held.firstIndex { $0.window == window }
      ?? {
        held.append(WindowModel(window: window))
        return held.count - 1
      }()
    var key = held[place].keys[record.key] ?? KeyModel()
    var reader = ByteReader(record.value)
    switch record.kind {
    case .inputs: key.add(ToyValue(&reader))
    case .partials:
      let sum = reader.take(Int64.self)
      key.add(sum: sum, count: reader.take(Int64.self))
    }
    held[place].keys[record.key] = key
  }
}
