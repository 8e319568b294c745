/// The limits at which a bundle ends by itself. A bundle of `elements` always finishes the elements that its head has
/// begun.
public struct BundleLimits: Sendable, Hashable {
  /// The most bytes of output.
  public var outputBytes: Int
  /// The most elements that the bundle's head emits.
  public var elements: Int
  /// The longest time on the thread, in nanoseconds.
  public var nanoseconds: Int64

  /// Makes limits; a bundle ends at the first that it reaches.
  public init(outputBytes: Int, elements: Int, nanoseconds: Int64) {
    self.outputBytes = outputBytes
    self.elements = elements
    self.nanoseconds = nanoseconds
  }

  /// For a bounded source: large enough for combining before the shuffle, small enough for the cache.
  public static let bounded = BundleLimits(outputBytes: 8 << 20, elements: 1_000_000, nanoseconds: 1_000_000_000)
  /// For an unbounded source with backlog.
  public static let backlog = BundleLimits(outputBytes: 1 << 20, elements: 1_000_000, nanoseconds: 100_000_000)
  /// For an unbounded source that keeps up.
  public static let idle = BundleLimits(outputBytes: 1 << 20, elements: 1_000_000, nanoseconds: 5_000_000)
}
