import JoistPlan

/// Which windows of a grouping stage have something, in which key groups. The hold of unfired windows, and which windows
/// are due, are read off its front.
struct WindowIndex: Sendable {
  private struct Entry: Sendable {
    let window: Window
    /// Key groups with records that no pane has shown yet; or behind the on-time pane: with anything at all.
    var groups = SmallSet()
    /// Key groups whose pane, or expiry, is being worked on.
    var underWay = SmallSet()
  }

  /// Windows whose on-time pane is still to come, by `Window.precedes`.
  private var open: [Entry] = []
  /// Windows behind it that still accept late records; same order.
  private var fired: [Entry] = []
  private let allowedLateness: Int64

  /// Makes an empty index.
  init(allowedLateness: Int64) { self.allowedLateness = allowedLateness }

  /// How many windows hold something.
  var count: Int { open.count + fired.count }

  /// Whether a pane or an expiry is still to come.
  var isEmpty: Bool { open.isEmpty && fired.isEmpty }

  /// The smallest timestamp of what is still to be fired on time: holds the output watermark.
  var hold: Int64? { open.first?.window.maxTimestamp }

  /// Notes that a key group has got records in time.
  mutating func insert(_ window: Window, group: Int) { Self.insert(window, group, into: &open) }

  /// Notes that a key group has got late records, or has had the on-time pane and goes on.
  mutating func insertFired(_ window: Window, group: Int) { Self.insert(window, group, into: &fired) }

  /// The key groups with a pane or an expiry that is due.
  func due(at watermark: Int64) -> SmallSet {
    var groups = SmallSet()
    for entry in open {
      guard entry.window.isPassed(by: watermark) else { break }
      groups.formUnion(entry.groups)
    }
    for entry in fired {
      guard entry.window.isExpired(at: watermark, allowedLateness: allowedLateness) else { break }
      groups.formUnion(entry.groups)
    }
    return groups
  }

  /// Takes out what a key group has to fire and to let go; it is under way until `finish`.
  mutating func take(group: Int, at watermark: Int64) -> (fire: [Window], expire: [Window]) {
    var fire: [Window] = []
    for place in open.indices {
      guard open[place].window.isPassed(by: watermark) else { break }
      if open[place].groups.contains(group) {
        fire.append(open[place].window)
        Self.begin(&open[place], group)
      }
    }
    var expire: [Window] = []
    for place in fired.indices {
      guard fired[place].window.isExpired(at: watermark, allowedLateness: allowedLateness) else { break }
      if fired[place].groups.contains(group) {
        expire.append(fired[place].window)
        Self.begin(&fired[place], group)
      }
    }
    return (fire, expire)
  }

  /// Notes that a key group has fired its panes and let go what had to be let go.
  mutating func finish(group: Int, fire: [Window], expire: [Window]) {
    for window in fire {
      Self.finish(window, group, in: &open)
      if allowedLateness > 0 { insertFired(window, group: group) }
    }
    for window in expire { Self.finish(window, group, in: &fired) }
  }

  /// Forgets windows that nobody has anything in any more; only those that are due can be such.
  mutating func removeFinished(at watermark: Int64) {
    let passed = open.firstIndex { !$0.window.isPassed(by: watermark) } ?? open.count
    Self.removeFinished(&open, upTo: passed)
    let expired =
      fired.firstIndex { !$0.window.isExpired(at: watermark, allowedLateness: allowedLateness) } ?? fired.count
    Self.removeFinished(&fired, upTo: expired)
  }

  private static func removeFinished(_ entries: inout [Entry], upTo end: Int) {
    let rest = entries[..<end].filter { !$0.groups.isEmpty || !$0.underWay.isEmpty }
    if rest.count < end { entries.replaceSubrange(..<end, with: rest) }
  }

  private static func begin(_ entry: inout Entry, _ group: Int) {
    entry.groups.remove(group)
    entry.underWay.insert(group)
  }

  private static func finish(_ window: Window, _ group: Int, in entries: inout [Entry]) {
    let place = place(of: window, in: entries)
    if place < entries.count && entries[place].window == window { entries[place].underWay.remove(group) }
  }

  private static func insert(_ window: Window, _ group: Int, into entries: inout [Entry]) {
    let place = place(of: window, in: entries)
    if place == entries.count || entries[place].window != window { entries.insert(Entry(window: window), at: place) }
    entries[place].groups.insert(group)
  }

  private static func place(of window: Window, in entries: [Entry]) -> Int {
    if let last = entries.last, last.window == window { return entries.count - 1 }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if Window.precedes(entries[middle].window, window) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
