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

  /// The windows of a key group that must fire on time at a watermark.
  func due(_ group: Int, at watermark: Int64) -> [Window] {
    windows[group, default: []].filter { !$0.hasFired && $0.window.maxTimestamp < watermark }.map(\.window)
  }

  /// The windows of a key group that must go at a watermark, having had their on-time pane.
  func expired(_ group: Int, at watermark: Int64) -> [Window] {
    guard grouping.allowedLateness > 0 else { return [] }
    return windows[group, default: []].filter { $0.hasFired && limit($0.window) < watermark }.map(\.window)
  }

  /// The last moment at which something is accepted for a window.
  func limit(_ window: Window) -> Int64 {
    max(window.maxTimestamp, min(window.maxTimestamp + grouping.allowedLateness, EventTime.endOfGlobalWindow))
  }

  /// Does a unit, and says what it must have fired.
  mutating func perform(
    _ group: Int, at watermark: Int64, fire: [Window], insert: [RecordBlock], expire: [Window]
  ) -> [ToyPane] {
    var panes: [ToyPane] = []
    var held = windows.removeValue(forKey: group) ?? []
    defer { if !held.isEmpty { windows[group] = held } }
    for window in fire {
      guard let place = held.firstIndex(where: { $0.window == window }) else { continue }
      for key in held[place].keys.keys.sorted() {
        if let pane = held[place].keys[key]?.fire(key, window, .onTime, grouping) { panes.append(pane) }
      }
      held[place].hasFired = true
      if grouping.allowedLateness == 0 { held.remove(at: place) }
    }
    var late: [Window] = []
    for block in insert {
      Self.add(block, to: &held)
      if block.window.maxTimestamp < watermark && !late.contains(block.window) { late.append(block.window) }
    }
    for window in late {
      guard let place = held.firstIndex(where: { $0.window == window }) else { continue }
      held[place].hasFired = true
      for key in held[place].keys.keys.sorted() where held[place].keys[key]?.isFresh == true {
        if let pane = held[place].keys[key]?.fire(key, window, .late, grouping) { panes.append(pane) }
      }
    }
    held.removeAll { expire.contains($0.window) && $0.hasFired }
    return panes
  }

  private static func add(_ block: RecordBlock, to held: inout [WindowModel]) {
    if !held.contains(where: { $0.window == block.window }) {
      held.append(WindowModel(window: block.window))
    }
    guard let place = held.firstIndex(where: { $0.window == block.window }) else { return }
    for record in block.list {
      var key = held[place].keys[record.key] ?? KeyModel()
      var reader = ByteReader(record.value)
      switch block.values {
      case .inputs: key.add(ToyValue(&reader))
      case .partials:
        let sum = reader.take(Int64.self)
        key.add(sum: sum, count: reader.take(Int64.self))
      }
      held[place].keys[record.key] = key
    }
  }
}
