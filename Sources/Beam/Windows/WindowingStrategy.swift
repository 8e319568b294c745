/// How a collection is windowed, how late elements may be, and what late panes hold.
public struct WindowingStrategy: Sendable, Hashable {
  /// What a later pane of a window holds.
  public enum Accumulation: Sendable, Hashable {
    /// Only the elements since the previous pane.
    case discarding
    /// All elements of the window so far.
    case accumulating
  }

  /// How timestamps become windows.
  public var windowFn: WindowFn
  /// How long after the end of a window late elements are still accepted.
  public var allowedLateness: Duration
  /// What a pane for late elements holds.
  public var accumulation: Accumulation

  /// Creates a strategy with the default trigger: a window fires when the watermark passes its end, and again when late
  /// elements arrive.
  public init(
    windowFn: WindowFn, allowedLateness: Duration = .zero, accumulation: Accumulation = .discarding
  ) {
    self.windowFn = windowFn
    self.allowedLateness = allowedLateness
    self.accumulation = accumulation
  }

  /// One window for all of time and no allowed lateness: the windowing of every source.
  public static let global = WindowingStrategy(windowFn: .global)
}
