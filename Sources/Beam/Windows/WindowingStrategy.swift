/// How a collection is windowed, and what a grouping of it accepts and emits.
public struct WindowingStrategy: Sendable, Hashable {
  /// What a later pane of a window holds.
  public enum Accumulation: Sendable, Hashable {
    /// Only what came since the pane before.
    case discarding
    /// All of the window so far.
    case accumulating
  }

  /// How timestamps become windows.
  public var windowFn: WindowFn
  /// How long after the end of a window its late elements are still taken.
  public var allowedLateness: Duration
  /// What a pane for late elements holds.
  public var accumulation: Accumulation

  /// Makes a strategy under the default trigger: a window fires when the watermark passes its end, and again for late
  /// elements as they come.
  public init(
    windowFn: WindowFn, allowedLateness: Duration = .zero, accumulation: Accumulation = .discarding
  ) {
    self.windowFn = windowFn
    self.allowedLateness = allowedLateness
    self.accumulation = accumulation
  }

  /// One window, nothing late: what every source starts with.
  public static let global = WindowingStrategy(windowFn: .global)
}
