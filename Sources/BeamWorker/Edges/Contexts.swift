import Beam
import JoistPlan
import Rows

// Converts windows and panes between the engine's types and those of the SDK.

extension WindowContext {
  /// The context as an entry of a bundle's table.
  var entry: ContextTable.Entry {
    ContextTable.Entry(
      windows: windows.map {
        $0.isGlobal
          ? .global
          : IntervalWindow(start: Timestamp(milliseconds: $0.start), end: Timestamp(milliseconds: $0.end))
      },
      pane: PaneInfo(
        timing: PaneInfo.Timing(rawValue: pane.timing.rawValue) ?? .unknown, isFirst: pane.isFirst,
        isLast: pane.isLast, index: pane.index, nonSpeculativeIndex: pane.nonSpeculativeIndex))
  }
}

extension ContextTable.Entry {
  /// The entry as a context of the engine.
  var planContext: WindowContext {
    WindowContext(
      windows: windows.map(\.planWindow),
      pane: Pane(
        timing: Pane.Timing(rawValue: pane.timing.rawValue) ?? .unknown, isFirst: pane.isFirst, isLast: pane.isLast,
        index: pane.index, nonSpeculativeIndex: pane.nonSpeculativeIndex))
  }
}

extension IntervalWindow {
  /// The window as one of the engine.
  var planWindow: Window {
    isGlobal ? .global : Window(start: start.milliseconds, end: end.milliseconds)
  }
}

extension ContextTable {
  /// All entries as contexts of the engine, by number.
  var planContexts: [WindowContext] { (0..<count).map { self[UInt32($0)].planContext } }

  /// The last moment of the earliest window of an entry, in milliseconds. For `RecordRun.general`, the earliest window of all
  /// entries counts.
  func firstEnd(of number: UInt32) -> Int64 {
    if number != RecordRun.general { return self[number].firstEnd }
    var earliest = EventTime.max
    for number in 0..<count { earliest = min(earliest, self[UInt32(number)].firstEnd) }
    return earliest
  }
}

extension ContextTable.Entry {
  fileprivate var firstEnd: Int64 {
    windows.reduce(EventTime.max) { min($0, $1.maxTimestamp.milliseconds) }
  }
}
