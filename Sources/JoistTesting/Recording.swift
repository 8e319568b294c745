public import Joist

/// What a collection of a test pipeline held, with timestamps, windows and panes.
public struct Recording<Element> {
  /// One element as it came.
  public struct Entry {
    /// The element.
    public let element: Element
    /// Its timestamp.
    public let timestamp: Timestamp
    /// Its windows, in ascending order.
    public let windows: [IntervalWindow]
    /// The firing that it came with.
    public let pane: PaneInfo
  }

  /// All of it, in the order in which bundles were committed. Beam promises no order: sort before you compare, or compare as
  /// sets.
  public let entries: [Entry]

  /// The elements alone.
  public var elements: [Element] { entries.map(\.element) }

  /// The elements that are in a window, `start ..< end` in milliseconds.
  public func elements(in window: Range<Int64>) -> [Element] {
    let wanted = IntervalWindow(
      start: Timestamp(milliseconds: window.lowerBound), end: Timestamp(milliseconds: window.upperBound))
    return entries.filter { $0.windows.contains(wanted) }.map(\.element)
  }
}

extension Recording: Sendable where Element: Sendable {}
extension Recording.Entry: Sendable where Element: Sendable {}
