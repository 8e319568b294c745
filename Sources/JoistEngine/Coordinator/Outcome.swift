/// The bundles that a call to the coordinator committed or dropped.
public struct Outcome: Sendable, Hashable {
  /// Bundles that are now committed, in that order. Run the callbacks that follow their commit.
  public var committed: [BundleID] = []
  /// Bundles that failed or were aborted. Drop the callbacks that follow their commit. Those that still run or settle
  /// must be ended by `commit` or `fail` like any other.
  public var dropped: [BundleID] = []

  /// Makes an outcome.
  public init(committed: [BundleID] = [], dropped: [BundleID] = []) {
    self.committed = committed
    self.dropped = dropped
  }
}
