import BeamWorker
import JoistEngine

/// Bundles whose run has ended and which are neither committed nor dropped: they wait for their deliveries, or for those
/// of the bundles before them in their lane. Bounded by the engine's gates on settling.
struct BundlesUnderWay: Sendable {
  /// One of them.
  struct Bundle: Sendable {
    var task: BundleTask
    var finished: FinishedBundle
    /// What ran it, and may be running another bundle by now.
    var executor: PooledExecutor
    /// Bytes that the executor keeps behind it.
    var keptMemory: Int
    /// Whether its deliveries are still outstanding.
    var isSettling: Bool
  }

  private var bundles: [BundleID: Bundle] = [:]
  /// Bundles that fell with one before them and have not ended yet: how they end does not matter any more.
  private var fallen: Set<BundleID> = []

  mutating func add(_ bundle: Bundle) { bundles[bundle.task.id] = bundle }

  /// The deliveries of a bundle have arrived, or failed.
  mutating func delivered(_ id: BundleID) { bundles[id]?.isSettling = false }

  /// Takes a bundle that is committed.
  mutating func takeCommitted(_ id: BundleID) -> Bundle? { bundles.removeValue(forKey: id) }

  /// Takes a bundle of which nothing happened; nil: it runs still.
  /// - Parameter isEnding: whether it is the one that ends at this moment.
  mutating func takeDropped(_ id: BundleID, isEnding: Bool) -> Bundle? {
    let bundle = bundles.removeValue(forKey: id)
    if !isEnding && bundle?.isSettling != false { fallen.insert(id) }
    return bundle
  }

  /// Whether any bundle has fallen that has not ended yet.
  var anyFallen: Bool { !fallen.isEmpty }

  /// Whether a bundle that has not ended yet has fallen with one before it.
  func hasFallen(_ id: BundleID) -> Bool { fallen.contains(id) }

  /// Says whether a bundle that ends now fell before.
  mutating func endsFallen(_ id: BundleID) -> Bool { fallen.remove(id) != nil }
}
