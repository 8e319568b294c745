/// How a grouping stage groups.
public struct Grouping: Sendable, Hashable {
  /// What a later pane of a window holds.
  public enum Accumulation: Sendable, Hashable {
    /// Only what came since the pane before.
    case discarding
    /// All of the window so far.
    case accumulating
  }

  /// What a slot of the table holds.
  public enum Content: Sendable, Hashable {
    /// The list of a key's values: emitted as Beam's iterable of them.
    case values
    /// An accumulator, kept and merged by the carrier's `CombineStore`.
    case accumulators
  }

  /// See `Content`.
  public var content: Content
  /// How long after a window's end elements are still accepted, in milliseconds.
  public var allowedLateness: Int64
  /// See `Accumulation`. It matters only where `allowedLateness` is above zero.
  public var accumulation: Accumulation

  /// Makes a grouping under the default trigger.
  public init(content: Content, allowedLateness: Int64 = 0, accumulation: Accumulation = .discarding) {
    self.content = content
    self.allowedLateness = allowedLateness
    self.accumulation = accumulation
  }
}
