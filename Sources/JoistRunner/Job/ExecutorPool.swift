import JoistPlan

/// The executors that nobody uses at the moment, by stage; none holds more than there are threads.
struct ExecutorPool: Sendable {
  private var idle: [[PooledExecutor]]

  init(stages: Int) { idle = Array(repeating: [], count: stages) }

  /// Takes out the one that was used last, whose memory is warm; nil: one has to be made.
  mutating func take(for stage: StageID) -> PooledExecutor? { idle[stage.index].popLast() }

  /// Puts one back; gives it back where it is condemned, to be torn down.
  mutating func put(_ executor: PooledExecutor, for stage: StageID) -> PooledExecutor? {
    if executor.isCondemned { return executor }
    idle[stage.index].append(executor)
    return nil
  }

  /// Condemns one: takes it out if it lies here, to be torn down; else its user tears it down when it comes back.
  mutating func condemn(_ executor: PooledExecutor, for stage: StageID) -> PooledExecutor? {
    executor.isCondemned = true
    guard let place = idle[stage.index].firstIndex(where: { $0 === executor }) else { return nil }
    return idle[stage.index].remove(at: place)
  }

  /// Takes all out.
  mutating func removeAll() -> [PooledExecutor] {
    defer { idle = Array(repeating: [], count: idle.count) }
    return idle.flatMap { $0 }
  }
}
