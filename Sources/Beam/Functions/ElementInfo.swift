public import Rows

/// The metadata of an element: its timestamp, windows and pane.
public struct ElementInfo: Sendable, Hashable {
  /// The element's timestamp.
  public let timestamp: Timestamp
  /// The element's windows, in ascending order. After a grouping, or if windows do not overlap, there is one.
  public let windows: [IntervalWindow]
  /// The element's pane.
  public let pane: PaneInfo

  /// Creates an element's metadata.
  /// - Parameters:
  ///   - timestamp: the element's timestamp.
  ///   - windows: the element's windows, in ascending order; at least one.
  ///   - pane: the element's pane.
  public init(timestamp: Timestamp, windows: [IntervalWindow], pane: PaneInfo) {
    precondition(!windows.isEmpty, "an ElementInfo needs at least one window, such as .global")
    self.timestamp = timestamp
    self.windows = windows
    self.pane = pane
  }

  /// The element's window; the earliest if it has several.
  public var window: IntervalWindow { windows[0] }
}

extension DefaultStringInterpolation {
  /// Refuses to interpolate the metadata as a whole. A closure over pairs that is written with two parameters would do so.
  @available(
    *, unavailable,
    message: "this is an ElementInfo, such as info.window; the parts of a pair are $0.key and $0.value"
  )
  public mutating func appendInterpolation(_ info: ElementInfo) {}
}

extension Context {
  /// The metadata of the current element.
  public var info: ElementInfo { ElementInfo(timestamp: timestamp, windows: windows, pane: pane) }
}
