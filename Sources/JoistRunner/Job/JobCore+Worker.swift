import JoistEngine

extension JobCore {
  /// The body of a worker thread: takes work and runs it until the job is over.
  func work(as worker: Int) {
    while let (work, executor) = nextWork(for: worker) { perform(work, with: executor, on: worker) }
    monitor.withLock { $0.liveThreads -= 1 }
    monitor.signal(Self.housekeepingCondition)
  }

  /// Waits until there is work for the thread; nil: the job is over.
  private func nextWork(for worker: Int) -> (Work, PooledExecutor?)? {
    var wakeUps = JobState.WakeUps()
    let work = monitor.wait(on: Self.firstWorkerCondition + worker) {
      state -> Monitor<JobState>.Decision<(Work, PooledExecutor?)?> in
      let now = clock.processingTime
      state.idleThreads.wake(worker)
      switch state.nextAction(now: now) {
      case .run(let work, let executor):
        wakeUps = state.wakeUps(now: now)
        return .done((work, executor))
      case .sleep(let time):
        let own = state.idleThreads.sleep(worker, until: time)
        return .wait(nanoseconds: own.map { min($0 - now, Self.longestSleep) * 1_000_000 })
      case .leave:
        wakeUps = state.wakeUps(now: now)
        return .done(nil)
      }
    }
    signal(wakeUps)
    return work
  }

  /// The longest sleep before a thread checks for work again, in milliseconds.
  private static let longestSleep: Int64 = 3_600_000
}
