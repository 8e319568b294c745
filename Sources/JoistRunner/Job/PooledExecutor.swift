import BeamWorker

/// A bundle executor that goes from thread to thread, one at a time.
// Sendable: it lies in the pool or belongs to the one bundle that it was taken out for; the job's lock stands between them. Others
// ask for its `activity` alone, which is made for that.
final class PooledExecutor: @unchecked Sendable {
  /// What runs the bundles.
  let executor: any BundleExecutor
  /// Whether a bundle that it ran has failed since: its user functions are not to be used again. Under the job's lock.
  var isCondemned = false
  /// Bytes that it keeps, as last asked. Under the job's lock.
  var keptMemory = 0
  /// How many bundles that it ran wait for their deliveries. Under the job's lock.
  var settling = 0

  init(_ executor: any BundleExecutor) { self.executor = executor }
}
