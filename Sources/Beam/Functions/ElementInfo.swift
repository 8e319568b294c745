public import Rows

/// What is known of an element besides its value.
public struct ElementInfo: Sendable, Hashable {
  /// The element's timestamp.
  public let timestamp: Timestamp
  /// The element's windows, in ascending order; several only before a grouping, where windows overlap.
  public let windows: [IntervalWindow]
  /// The firing that the element came with.
  public let pane: PaneInfo

  /// Describes an element.
  /// - Parameter windows: at least one.
  public init(timestamp: Timestamp, windows: [IntervalWindow], pane: PaneInfo) {
    precondition(!windows.isEmpty, "an element is in a window")
    self.timestamp = timestamp
    self.windows = windows
    self.pane = pane
  }

  /// The element's window: the earliest, where it has several.
  public var window: IntervalWindow { windows[0] }
}

extension DefaultStringInterpolation {
  /// Refuses the whole, which is meant where a closure over pairs is written with two parameters.
  @available(
    *, unavailable,
    message: "this is an ElementInfo, such as info.window; the parts of a pair are $0.key and $0.value"
  )
  public mutating func appendInterpolation(_ info: ElementInfo) {}
}

extension Context {
  /// What is known of the element at hand besides its value.
  public var info: ElementInfo { ElementInfo(timestamp: timestamp, windows: windows, pane: pane) }
}
