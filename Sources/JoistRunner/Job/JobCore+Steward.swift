import JoistPlan

/// The steward: one thread of a job that does what must not keep the others or their callers: calls the followers of
/// commits in order, watches for elements that take long, and tears down at the end.
extension JobCore {
  private enum Duty {
    case call([Followers.Call])
    case watch
    case close([PooledExecutor])
  }

  /// Does the steward's duties until the job is closed.
  func attend() {
    var watchdog = Watchdog(limit: options.slowElement, threads: activities.count)
    var nextLook = clock.monotonicNanoseconds + watchdog.interval
    while true {
      switch nextDuty(watchAt: nextLook) {
      case .call(let calls): call(calls)
      case .watch:
        let now = clock.monotonicNanoseconds
        nextLook = now + watchdog.interval
        for slow in watchdog.look(activities.map(\.sight), at: now) {
          let name = monitor.withLock { $0.stageNames[slow.stage.index] }
          JobEvent.slowElement(step: name, nanoseconds: now - slow.since).log(to: options.logger)
        }
      case .close(let executors): return close(executors)
      }
    }
  }

  /// Calls what follows commits, if anything does; for a job without a steward.
  func callFollowers() {
    let calls = monitor.withLock { $0.followers.take() }
    if !calls.isEmpty { call(calls) }
  }

  /// Tears down the executors, and closes the job.
  func close(_ executors: [PooledExecutor]) {
    for executor in executors { executor.executor.tearDown() }
    monitor.withLock { $0.isClosed = true }
    monitor.ringAll()
  }

  private func call(_ calls: [Followers.Call]) {
    for call in calls { call() }
    update { state, _ in state.followers.finish() }
  }

  private func nextDuty(watchAt nextLook: Int64) -> Duty {
    monitor.wait(at: Self.stewardBell) { state in
      if state.followers.areDue { return .done(.call(state.followers.take())) }
      if state.end != nil && state.liveThreads == 0 { return .done(.close(state.pool.removeAll())) }
      let pause = nextLook - clock.monotonicNanoseconds
      return pause <= 0 ? .done(.watch) : .wait(nanoseconds: pause)
    }
  }
}
