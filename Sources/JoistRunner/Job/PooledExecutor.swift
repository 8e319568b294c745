import BeamWorker

/// A bundle executor that threads use one after the other.
// SAFETY: the pool hands an executor to one bundle at a time, under the job's lock, which orders its users. The mutable
// properties are accessed under that lock only. Other threads read only `executor.activity`, which allows concurrent reads.
final class PooledExecutor: @unchecked Sendable {
  let executor: any BundleExecutor
  /// Whether one of its bundles has failed, so that its user functions must not be used again. Under the job's lock.
  var isCondemned = false
  /// The bytes that it keeps, as last reported. Under the job's lock.
  var keptMemory = 0
  /// How many of its bundles wait for their deliveries. Under the job's lock.
  var settling = 0

  init(_ executor: any BundleExecutor) { self.executor = executor }
}
