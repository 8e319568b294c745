import BeamWorker
import JoistEngine
import JoistPlan

extension JobState {
  /// What a thread that has nothing to do should do.
  enum Turn {
    /// Run a piece of work; for a bundle, with this executor or a new one.
    case run(Work, PooledExecutor?)
    /// Sleep; at a processing time, in milliseconds, something may be ready by itself.
    case sleep(until: Int64?)
    /// The job is over.
    case leave
  }

  /// Takes work for a thread.
  mutating func turn(now: Int64) -> Turn {
    if end == nil, let work = ready.popLast() ?? fetch(now: now) {
      guard case .bundle(let task) = work else { return .run(work, nil) }
      if bundlesAtOnce != nil { carried += 1 }
      return .run(work, pool.take(for: task.stage))
    }
    return end == nil ? .sleep(until: nextWakeUp(now)) : .leave
  }

  /// Has the coordinator hand out work for a sleeping thread; true: one is to be woken for it.
  mutating func hasWorkForSleeper(now: Int64) -> Bool {
    guard sleepers.count > ready.count, let work = fetch(now: now) else { return false }
    ready.append(work)
    return true
  }

  /// Whether there is something to do for a thread; what the coordinator hands out for the answer is kept for the next
  /// `turn`.
  mutating func hasWork(now: Int64) -> Bool {
    if ready.isEmpty, end == nil, let work = fetch(now: now) { ready.append(work) }
    return !ready.isEmpty || end != nil
  }

  /// When something becomes ready by itself. What is due and was not handed out waits for something else to happen.
  func nextWakeUp(_ now: Int64) -> Int64? { coordinator.nextWakeUp.flatMap { $0 > now ? $0 : nil } }

  /// Asks the coordinator for work.
  private mutating func fetch(now: Int64) -> Work? {
    if followers.count >= options.settling.followers { return nil }
    if let bundlesAtOnce { coordinator.holdsBundles = carried + ready.count { $0.isBundle } >= bundlesAtOnce }
    if let work = coordinator.next(now: now) { return work }
    noticeEnd()
    return nil
  }

  /// Ends the job where the coordinator says that it is over.
  mutating func noticeEnd() {
    switch coordinator.progress {
    case .running: break
    case .finished: finish(claims.failure(of: coordinator.status()).map { .failed($0) } ?? .finished)
    case .stopped: finish(.stopped)
    case .stuck(let reason):
      finish(.failed(JobFailure.stuck(claims.complete(reason, of: coordinator.status()))))
    }
  }
}

extension Work {
  /// Whether it is for the carrier.
  fileprivate var isBundle: Bool {
    switch self {
    case .bundle: true
    case .group: false
    }
  }
}
