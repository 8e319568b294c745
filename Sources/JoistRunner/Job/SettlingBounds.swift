/// How much may be unsettled at once: run, not committed, waiting for deliveries or calls in flight.
///
/// At a bound no bundle is started; those that run then may still pass it, each by its own size. What settles does so by
/// itself, so that a bound cannot stop progress.
public struct SettlingBounds: Sendable, Hashable {
  /// Settling bundles of one stage.
  public var bundles = 64
  /// Bytes of the inputs and outputs of a stage's settling bundles.
  public var bytes = 64 << 20
  /// Calls that follow commits (offset commits) and have not been made yet, of the whole job.
  public var commitCallbacks = 4096

  /// Makes the bounds that jobs have by default.
  public init() {}
}
