/// How much may settle at once: run, not committed, waiting for deliveries or calls in flight.
///
/// At a bound no bundle is started; those that run then may still pass it, each by its own size. What settles does so by itself, so
/// that a bound cannot stop progress.
public struct SettlingBounds: Sendable, Hashable {
  /// Bundles.
  public var count = 256
  /// Bytes of their inputs and outputs.
  public var bytes = 64 << 20
  /// Committed bundles whose followers (offset commits) have not been called yet.
  public var followers = 4096

  /// Makes the bounds that jobs have by default.
  public init() {}
}
