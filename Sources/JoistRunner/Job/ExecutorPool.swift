import JoistPlan

/// The executors of a job that run no bundle at the moment.
struct ExecutorPool: Sendable {
  /// Executors that may be used again, by stage; at most as many as bundles have run at once.
  private var idle: [[PooledExecutor]]
  /// Executors that are not used again but are still needed: deliveries of other bundles that they ran are outstanding.
  private var awaited: [PooledExecutor] = []

  init(stages: Int) { idle = Array(repeating: [], count: stages) }

  /// Takes the executor that was used last, whose memory is warm; nil: a new one must be made.
  mutating func take(for stage: StageID) -> PooledExecutor? { idle[stage.index].popLast() }

  /// Returns an executor to the pool.
  /// - Returns: the executor if it must be torn down now because one of its bundles has failed in the meantime.
  mutating func put(_ executor: PooledExecutor, for stage: StageID) -> PooledExecutor? {
    if executor.isCondemned { return discard(executor) }
    idle[stage.index].append(executor)
    return nil
  }

  /// Excludes an executor from further use, because one of its bundles failed after its run.
  /// - Returns: the executor if it must be torn down now. Otherwise `put` or `delivered` returns it later.
  mutating func condemn(_ executor: PooledExecutor, for stage: StageID) -> PooledExecutor? {
    executor.isCondemned = true
    guard let index = idle[stage.index].firstIndex(where: { $0 === executor }) else { return nil }
    return discard(idle[stage.index].remove(at: index))
  }

  /// Takes an executor that runs nothing and must not be used again.
  /// - Returns: the executor if it must be torn down now. Otherwise `delivered` returns it later.
  mutating func discard(_ executor: PooledExecutor) -> PooledExecutor? {
    executor.isCondemned = true
    if executor.settling == 0 { return executor }
    awaited.append(executor)
    return nil
  }

  /// Records that the deliveries of one of an executor's bundles have arrived or failed.
  /// - Returns: the executor if it must be torn down now.
  mutating func delivered(_ executor: PooledExecutor) -> PooledExecutor? {
    executor.settling -= 1
    guard executor.settling == 0, let index = awaited.firstIndex(where: { $0 === executor }) else { return nil }
    return awaited.remove(at: index)
  }

  /// Removes and returns all executors.
  mutating func removeAll() -> [PooledExecutor] {
    defer {
      idle = Array(repeating: [], count: idle.count)
      awaited = []
    }
    return idle.flatMap { $0 } + awaited
  }
}
