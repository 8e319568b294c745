/// Which bundles a call to the coordinator decided.
public struct Outcome: Sendable, Hashable {
  /// Bundles that are committed now, in the order of their commits: what was to be done after them may be done.
  public var committed: [BundleID] = []
  /// Bundles of which nothing happened: what was to be done after them must not be done. Those among them that still run or
  /// settle are to be ended by `commit` or `fail` like any other.
  public var dropped: [BundleID] = []

  /// Makes an outcome.
  public init(committed: [BundleID] = [], dropped: [BundleID] = []) {
    self.committed = committed
    self.dropped = dropped
  }
}
