/// The windows and panes that occur in a bundle. A batch's context column holds indices into this table, here called numbers.
package struct ContextTable {
  /// The windows and the pane that a number stands for.
  package struct Entry: Hashable {
    /// The windows, in ascending order; never empty.
    package var windows: [IntervalWindow]
    /// The pane; `.none` before the first grouping.
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

  /// Returns the number of an entry, and adds the entry if it is new.
  package mutating func intern(_ entry: Entry) -> UInt32 {
    if let last = entries.last, last == entry { return UInt32(entries.count - 1) }
    if let known = numbers[entry] { return known }
    let number = UInt32(entries.count)
    entries.append(entry)
    numbers[entry] = number
    return number
  }

  /// The number of entries; entry numbers are below it.
  package var count: Int { entries.count }

  /// Removes all entries, for the next bundle.
  package mutating func reset() {
    entries.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
  }
}
