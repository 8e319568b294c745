public import Joist

/// The elements of a test pipeline's collection, with timestamps, windows and panes.
public struct Recording<Element> {
  /// One element with its timestamp, windows and pane.
  public struct Entry {
    /// The element itself, as it was emitted.
    public let element: Element
    /// The element's timestamp.
    public let timestamp: Timestamp
    /// The element's windows, in ascending order.
    public let windows: [IntervalWindow]
    /// The pane with which the element was emitted.
    public let pane: PaneInfo
  }

  /// All entries, in the order in which their bundles were committed. Beam does not specify an order, so sort before you
  /// compare, or compare as sets.
  public let entries: [Entry]

  /// The elements without timestamps, windows and panes.
  public var elements: [Element] { entries.map(\.element) }

  /// The elements in one window, given by its start and its end: those of a minute are in `start..<start + .minutes(1)`.
  public func elements(in window: Range<Timestamp>) -> [Element] {
    let wanted = IntervalWindow(start: window.lowerBound, end: window.upperBound)
    return entries.filter { $0.windows.contains(wanted) }.map(\.element)
  }
}

extension Recording: Sendable where Element: Sendable {}
extension Recording.Entry: Sendable where Element: Sendable {}
