/// How a grouping stage groups.
public struct Grouping: Sendable, Hashable {
  /// What a later pane of a window holds.
  public enum Accumulation: Sendable, Hashable {
    /// Only elements that arrived after the previous pane.
    case discarding
    /// All elements of the window so far.
    case accumulating
  }

  /// What the table holds for each key.
  public enum Content: Sendable, Hashable {
    /// The key's values. A pane has them as Beam's iterable.
    case values
    /// An accumulator, which the worker's `CombineStore` keeps and merges.
    case accumulators
  }

  /// The timestamp of a pane. Source: Beam's OutputTime.
  public enum OutputTime: Sendable, Hashable {
    /// The last moment of the window.
    case endOfWindow
    /// The earliest timestamp of the elements since the previous pane.
    case earliest
    /// The latest timestamp of the elements since the previous pane.
    case latest
  }

  /// Whether to emit a pane without new elements.
  public enum EmptyPane: Sendable, Hashable {
    /// In any case.
    case always
    /// Only if there are new elements.
    case ifNonempty
  }

  /// See `Content`.
  public var content: Content
  /// How long after a window's end elements are still accepted, in milliseconds.
  public var allowedLateness: Int64
  /// See `Accumulation`. It matters only if a window can have several panes.
  public var accumulation: Accumulation
  /// When windows fire.
  public var trigger = Trigger.default
  /// If windows are sessions, the time without elements that ends one, in milliseconds. Each element then comes with a window of this
  /// length, and overlapping windows of a key are merged. Nil if windows do not merge.
  public var sessionGap: Int64?
  /// See `OutputTime`.
  public var outputTime = OutputTime.endOfWindow
  /// Whether a window emits a pane at its end that has no new elements.
  public var onTime = EmptyPane.always
  /// Whether a window emits a last pane when it closes that has no new elements.
  public var closing = EmptyPane.ifNonempty

  /// Makes a grouping under the default trigger.
  public init(content: Content, allowedLateness: Int64 = 0, accumulation: Accumulation = .discarding) {
    self.content = content
    self.allowedLateness = allowedLateness
    self.accumulation = accumulation
  }

  /// Whether every key of a window fires at the same moments: once when the watermark passes its end, and again after each
  /// bundle that brings late elements. Then no key needs a state of its own.
  public var isPlain: Bool {
    guard outputTime == .endOfWindow, sessionGap == nil, closing == .ifNonempty || allowedLateness == 0 else {
      return false
    }
    switch trigger {
    case .default, .afterEndOfWindow(nil, .afterCount(1)): return true
    case .afterEndOfWindow(nil, nil): return allowedLateness == 0
    default: return false
    }
  }
}
