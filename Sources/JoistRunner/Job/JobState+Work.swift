import BeamWorker
import JoistEngine
import JoistPlan

extension JobState {
  /// What an idle thread does next.
  enum Action {
    /// Run a piece of work. A bundle runs on this executor, or on a new one if it is nil.
    case run(Work, PooledExecutor?)
    /// Sleep until woken, or until a processing time in milliseconds at which work may become ready.
    case sleep(until: Int64?)
    /// The job is over.
    case leave
  }

  /// Decides what a thread does next; takes the work out of the state if there is some.
  mutating func nextAction(now: Int64) -> Action {
    if end == nil, let work = ready.popLast() ?? fetch(now: now) {
      guard case .bundle(let task) = work else { return .run(work, nil) }
      if bundlesAtOnce != nil { carried += 1 }
      return .run(work, pool.take(for: task.stage))
    }
    return end == nil ? .sleep(until: nextWakeUp(now)) : .leave
  }

  /// Has the coordinator hand out work for a sleeping thread.
  /// - Returns: whether a thread must be woken for it.
  mutating func hasWorkForIdleThread(now: Int64) -> Bool {
    guard idleThreads.count > ready.count, let work = fetch(now: now) else { return false }
    ready.append(work)
    return true
  }

  /// Whether a thread has something to do. Work that the coordinator hands out here is kept for the next `nextAction`.
  mutating func hasWork(now: Int64) -> Bool {
    if ready.isEmpty, end == nil, let work = fetch(now: now) { ready.append(work) }
    return !ready.isEmpty || end != nil
  }

  /// The next time at which work becomes ready by itself. Work that is already due but was not handed out depends on some
  /// other event, so its time is not returned.
  func nextWakeUp(_ now: Int64) -> Int64? { coordinator.nextWakeUp.flatMap { $0 > now ? $0 : nil } }

  /// Asks the coordinator for work; ends the job if there will be no more.
  private mutating func fetch(now: Int64) -> Work? {
    if commitCallbacks.count >= options.settling.commitCallbacks { return nil }
    if let bundlesAtOnce { coordinator.holdsBundles = carried + ready.count { $0.isBundle } >= bundlesAtOnce }
    if let work = coordinator.next(now: now) { return work }
    noticeEnd()
    return nil
  }

  /// Ends the job if the coordinator reports that it is over.
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
  /// Whether the carrier runs it.
  fileprivate var isBundle: Bool {
    switch self {
    case .bundle: true
    case .group: false
    }
  }
}
