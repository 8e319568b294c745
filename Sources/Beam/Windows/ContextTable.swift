/// The windows and panes that occur in a bundle, each with a dense number: what a batch's window column holds.
package struct ContextTable {
  /// What one number means.
  package struct Entry: Hashable {
    /// In ascending order; never empty.
    package var windows: [IntervalWindow]
    package var pane: PaneInfo

    package init(windows: [IntervalWindow], pane: PaneInfo = .none) {
      self.windows = windows
      self.pane = pane
    }
  }

  private var entries: [Entry] = []
  private var numbers: [Entry: UInt32] = [:]

  package init() {}

  package subscript(number: UInt32) -> Entry { entries[Int(number)] }

  /// The number of an entry, which is added if it is new.
  package mutating func intern(_ entry: Entry) -> UInt32 {
    if let last = entries.last, last == entry { return UInt32(entries.count - 1) }
    if let known = numbers[entry] { return known }
    let number = UInt32(entries.count)
    entries.append(entry)
    numbers[entry] = number
    return number
  }

  /// How many entries there are.
  package var count: Int { entries.count }

  /// Forgets all of them.
  package mutating func reset() {
    entries.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
  }
}
