/// How a collection is windowed, when its windows fire, and what their panes hold.
public struct WindowingStrategy: Sendable, Hashable {
  /// What a later pane of a window holds.
  public enum Accumulation: Sendable, Hashable {
    /// Only the elements since the previous pane.
    case discarding
    /// All elements of the window so far.
    case accumulating
  }

  /// The timestamp of a pane.
  public enum TimestampCombiner: Sendable, Hashable {
    /// The last moment of the window.
    case endOfWindow
    /// The earliest timestamp of the pane's new elements.
    case earliest
    /// The latest timestamp of the pane's new elements.
    case latest
  }

  /// Whether a window emits a pane without new elements.
  public enum EmptyPanes: Sendable, Hashable {
    /// In any case, for each key that the window holds.
    case fireAlways
    /// Only if there are new elements.
    case fireIfNonEmpty
  }

  /// How timestamps become windows.
  public var windowFn: WindowFn
  /// When windows fire.
  public var trigger: Trigger
  /// How long after the end of a window late elements are still accepted.
  public var allowedLateness: Duration
  /// What a pane after the first holds.
  public var accumulation: Accumulation
  /// The timestamps of panes.
  public var timestampCombiner: TimestampCombiner
  /// What a window does at its end if it has no new elements since an earlier pane.
  public var onTimeBehavior: EmptyPanes
  /// What a window does when it closes if it has no new elements.
  public var closingBehavior: EmptyPanes
  /// Whether the windows have been merged by a grouping, so that another grouping takes them as they are.
  package var isMerged = false

  /// Creates a strategy under which a window fires once, when the watermark passes its end. Late elements are dropped.
  public init(windowFn: WindowFn) { self.init(windowFn: windowFn, accumulation: .discarding) }

  /// Creates a strategy. By default a window fires when the watermark passes its end, and again when late elements arrive.
  public init(
    windowFn: WindowFn, trigger: Trigger = .byDefault, allowedLateness: Duration = .zero,
    accumulation: Accumulation, timestampCombiner: TimestampCombiner = .endOfWindow,
    onTimeBehavior: EmptyPanes = .fireAlways, closingBehavior: EmptyPanes = .fireIfNonEmpty
  ) {
    self.windowFn = windowFn
    self.trigger = trigger
    self.allowedLateness = allowedLateness
    self.accumulation = accumulation
    self.timestampCombiner = timestampCombiner
    self.onTimeBehavior = onTimeBehavior
    self.closingBehavior = closingBehavior
  }

  /// One window for all of time and no allowed lateness: the windowing of every source.
  public static let global = WindowingStrategy(windowFn: .global)

  /// What differs between two strategies, in words.
  func difference(from other: WindowingStrategy) -> String {
    if windowFn != other.windowFn { return "\(windowFn) and \(other.windowFn)" }
    if trigger != other.trigger {
      return
        "\(windowFn) under the triggers \(trigger) and \(other.trigger) (a grouping changes the trigger: group both or neither)"
    }
    if isMerged != other.isMerged {
      return "sessions that a grouping has merged, and others (group both or neither)"
    }
    return "\(windowFn) with other lateness, accumulation or timestamps"
  }

  /// Whether a pane after the first can have no elements.
  var hasEmptyPanes: Bool {
    accumulation == .discarding && trigger.firesAgain(allowedLateness: allowedLateness)
      && (closingBehavior == .fireAlways || onTimeBehavior == .fireAlways && trigger.firesBeforeEnd)
  }

  /// The windowing of a grouping's output: the same windows, under a trigger that fires when panes arrive.
  var afterGrouping: WindowingStrategy {
    var next = self
    next.trigger = trigger.continuation
    next.isMerged = isMerged || windowFn.merges
    return next
  }
}
