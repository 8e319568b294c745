/// Limits on settling bundles: those that have run and wait for deliveries or for calls in flight before they are committed.
///
/// At a limit no bundle starts, but bundles that are already running may exceed it. Settling does not depend on new bundles,
/// so a limit cannot stop progress.
public struct SettlingBounds: Sendable, Hashable {
  /// The number of settling bundles of one stage.
  public var bundles = 64
  /// The input and output of one stage's settling bundles, in bytes.
  public var bytes = 64 << 20
  /// The commit callbacks (offset commits) of the whole job that have not been called yet.
  public var commitCallbacks = 4096

  /// Makes the default limits.
  public init() {}
}
