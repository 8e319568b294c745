import JoistEngine

extension JobCore {
  /// What a thread of the job does: takes work, runs it, until the job is over.
  func work(as worker: Int) {
    while let (work, executor) = nextWork(for: worker) { perform(work, with: executor, on: worker) }
    monitor.withLock { $0.liveThreads -= 1 }
    monitor.ring(Self.stewardBell)
  }

  /// Waits until there is work for a thread; nil: the job is over.
  private func nextWork(for worker: Int) -> (Work, PooledExecutor?)? {
    var bells = JobState.Bells()
    let work = monitor.wait(at: Self.firstWorkerBell + worker) {
      state -> Monitor<JobState>.Turn<(Work, PooledExecutor?)?> in
      let now = clock.processingTime
      state.sleepers.wake(worker)
      switch state.turn(now: now) {
      case .run(let work, let executor):
        bells = state.bells(now: now)
        return .done((work, executor))
      case .sleep(let time):
        let own = state.sleepers.sleep(worker, until: time)
        return .wait(nanoseconds: own.map { min($0 - now, Self.longestSleep) * 1_000_000 })
      case .leave:
        bells = state.bells(now: now)
        return .done(nil)
      }
    }
    ring(bells)
    return work
  }

  /// The longest that a thread sleeps before it looks again, in milliseconds.
  private static let longestSleep: Int64 = 3_600_000
}
