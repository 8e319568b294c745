import BeamWorker
import JoistEngine

/// Bundles whose run has ended and which are neither committed nor dropped. They wait for their deliveries, or for those
/// of earlier bundles in their lane. The engine's gates on settling bound their number.
struct UncommittedBundles: Sendable {
  /// A bundle that has run.
  struct Bundle: Sendable {
    var task: BundleTask
    var finished: FinishedBundle
    /// The executor that ran it; it may already run another bundle.
    var executor: PooledExecutor
    /// The bytes that the executor keeps after it.
    var keptMemory: Int
    /// Whether its own deliveries are still outstanding.
    var isSettling: Bool
  }

  private var bundles: [BundleID: Bundle] = [:]
  /// Bundles that were dropped with an earlier one of their lane and have not ended yet; their result is ignored.
  private var dropped: Set<BundleID> = []

  mutating func add(_ bundle: Bundle) { bundles[bundle.task.id] = bundle }

  /// Records that the deliveries of a bundle have arrived or failed.
  mutating func delivered(_ id: BundleID) { bundles[id]?.isSettling = false }

  /// Removes and returns a bundle that is committed.
  mutating func takeCommitted(_ id: BundleID) -> Bundle? { bundles.removeValue(forKey: id) }

  /// Removes and returns a bundle that is dropped; nil: it still runs.
  /// - Parameter isEnding: whether it is the bundle whose end is being handled now.
  mutating func takeDropped(_ id: BundleID, isEnding: Bool) -> Bundle? {
    let bundle = bundles.removeValue(forKey: id)
    if !isEnding && bundle?.isSettling != false { dropped.insert(id) }
    return bundle
  }

  /// Whether any bundle was dropped and has not ended yet.
  var anyDropped: Bool { !dropped.isEmpty }

  /// Whether a bundle that has not ended yet was dropped with an earlier one.
  func wasDropped(_ id: BundleID) -> Bool { dropped.contains(id) }

  /// Records the end of a bundle; returns whether it was dropped before.
  mutating func end(_ id: BundleID) -> Bool { dropped.remove(id) != nil }
}
