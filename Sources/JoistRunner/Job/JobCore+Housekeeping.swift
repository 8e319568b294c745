import Beam
import JoistPlan

/// Housekeeping: one thread of a job does the work that must not delay bundles. It calls commit callbacks in order, tears
/// down executors, logs slow elements and opened gates, and closes the job.
extension JobCore {
  private enum Action {
    case call([CommitCallbacks.Callback])
    case tearDown([PooledExecutor])
    /// Log slow elements and opened gates.
    case watch
    /// Tear down the remaining executors and close the job.
    case close([PooledExecutor])
  }

  /// Does the housekeeping until the job is closed.
  func runHousekeeping() {
    var watchdog = Watchdog(limit: options.slowElement, threads: activities.count)
    var nextLook = clock.monotonicNanoseconds + watchdog.interval
    while true {
      switch nextAction(watchAt: nextLook) {
      case .call(let calls): call(calls)
      case .tearDown(let executors): tearDown(executors)
      case .watch:
        let now = clock.monotonicNanoseconds
        nextLook = now + watchdog.interval
        watch(&watchdog, now)
      case .close(let executors): return close(executors)
      }
    }
  }

  /// Calls the callbacks and tears down the executors that are due, for a job without a housekeeping thread.
  func runHousekeepingOnce() {
    let (executors, calls) = monitor.withLock { ($0.takeRetired(), $0.commitCallbacks.take()) }
    tearDown(executors)
    if !calls.isEmpty { call(calls) }
  }

  /// Tears down the remaining executors, has connectors clean up, and closes the job.
  func close(_ executors: [PooledExecutor]) {
    tearDown(executors)
    cleanUp(succeeded: monitor.withLock { $0.end?.isFinished ?? false })
    monitor.withLock { $0.isClosed = true }
    monitor.broadcast()
  }

  /// The time for all remaining clean-ups together once the job must end now, in nanoseconds.
  static let hurriedCleanUp: Int64 = 3_000_000_000

  /// Has connectors clean up, once. The job calls this when it ends, and `wait` calls it when it leaves threads behind; the
  /// second caller waits until the first is done.
  func cleanUp(succeeded: Bool) {
    isCleanedUp.withLock { isCleanedUp in
      if isCleanedUp { return }
      isCleanedUp = true
      var deadline: Int64?
      hooks.cleanUp {
        let now = clock.monotonicNanoseconds
        if deadline == nil, monitor.withLock({ $0.isToEndNow }) { deadline = now + Self.hurriedCleanUp }
        return JobEnd(succeeded: succeeded, timeLeft: deadline.map { .nanoseconds(max($0 - now, 0)) })
      }
    }
  }

  private func tearDown(_ executors: [PooledExecutor]) {
    for executor in executors { executor.executor.tearDown() }
  }

  private func call(_ calls: [CommitCallbacks.Callback]) {
    for call in calls { call() }
    update { state, _ in state.commitCallbacks.finish() }
  }

  private func watch(_ watchdog: inout Watchdog, _ now: Int64) {
    for slow in watchdog.look(activities.map(\.observation), at: now) {
      let step = slow.observation.step?.step ?? monitor.withLock { $0.stageNames[slow.observation.stage.index] }
      JobEvent.slowElement(step: step, nanoseconds: slow.duration).log(to: options.logger)
    }
    for event in monitor.withLock({ $0.openedGates() }) { event.log(to: options.logger) }
  }

  private func nextAction(watchAt nextLook: Int64) -> Action {
    monitor.wait(on: Self.housekeepingCondition) { state in
      if state.commitCallbacks.areDue { return .done(.call(state.commitCallbacks.take())) }
      if !state.retired.isEmpty { return .done(.tearDown(state.takeRetired())) }
      if state.end != nil && state.liveThreads == 0 && state.carried == 0 {
        return .done(.close(state.pool.removeAll()))
      }
      let pause = nextLook - clock.monotonicNanoseconds
      return pause <= 0 ? .done(.watch) : .wait(nanoseconds: pause)
    }
  }
}
