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

  /// See `Content`.
  public var content: Content
  /// How long after a window's end elements are still accepted, in milliseconds.
  public var allowedLateness: Int64
  /// See `Accumulation`. It matters only if `allowedLateness` is above zero.
  public var accumulation: Accumulation

  /// Makes a grouping under the default trigger.
  public init(content: Content, allowedLateness: Int64 = 0, accumulation: Accumulation = .discarding) {
    self.content = content
    self.allowedLateness = allowedLateness
    self.accumulation = accumulation
  }
}
