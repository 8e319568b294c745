import JoistPlan

/// The executors of a job that run no bundle at the moment.
struct ExecutorPool: Sendable {
  /// Those that may be used again, by stage; there are at most as many as bundles ran at once.
  private var idle: [[PooledExecutor]]
  /// Those of failed bundles that are still needed: deliveries of other bundles that they ran are outstanding.
  private var awaited: [PooledExecutor] = []

  init(stages: Int) { idle = Array(repeating: [], count: stages) }

  /// Takes out the one that was used last, whose memory is warm; nil: one has to be made.
  mutating func take(for stage: StageID) -> PooledExecutor? { idle[stage.index].popLast() }

  /// Puts one back.
  /// - Returns: it, where a bundle of it has failed meanwhile and it is to be torn down now.
  mutating func put(_ executor: PooledExecutor, for stage: StageID) -> PooledExecutor? {
    if executor.isCondemned { return discard(executor) }
    idle[stage.index].append(executor)
    return nil
  }

  /// A bundle of an executor failed after its run: it is not used again.
  /// - Returns: it, where it is to be torn down now; else that is when what it is needed for has ended.
  mutating func condemn(_ executor: PooledExecutor, for stage: StageID) -> PooledExecutor? {
    executor.isCondemned = true
    guard let place = idle[stage.index].firstIndex(where: { $0 === executor }) else { return nil }
    return discard(idle[stage.index].remove(at: place))
  }

  /// Takes one that runs nothing and is not to be used again.
  /// - Returns: it, where it is to be torn down now; else that is when its deliveries have arrived.
  mutating func discard(_ executor: PooledExecutor) -> PooledExecutor? {
    executor.isCondemned = true
    if executor.settling == 0 { return executor }
    awaited.append(executor)
    return nil
  }

  /// The deliveries of a bundle of an executor have arrived, or failed.
  /// - Returns: the executor, where it is to be torn down now.
  mutating func delivered(_ executor: PooledExecutor) -> PooledExecutor? {
    executor.settling -= 1
    guard executor.settling == 0, let place = awaited.firstIndex(where: { $0 === executor }) else { return nil }
    return awaited.remove(at: place)
  }

  /// Takes all out.
  mutating func removeAll() -> [PooledExecutor] {
    defer {
      idle = Array(repeating: [], count: idle.count)
      awaited = []
    }
    return idle.flatMap { $0 } + awaited
  }
}
