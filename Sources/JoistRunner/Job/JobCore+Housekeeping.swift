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
    /// Look whether a job that stops waits for deliveries that do not come.
    case checkStop
    /// Tear down the remaining executors and close the job.
    case close([PooledExecutor])
  }

  /// Does the housekeeping until the job is closed.
  func runHousekeeping() {
    var watchdog = Watchdog(limit: options.slowElement, threads: activities.count)
    var nextLook = clock.monotonicNanoseconds + watchdog.interval
    var nextStopCheck = Int64.min
    var progress: Progress?
    while true {
      switch nextAction(watchAt: nextLook, checkStopAt: nextStopCheck) {
      case .call(let calls): call(calls)
      case .tearDown(let executors): tearDown(executors)
      case .watch:
        let now = clock.monotonicNanoseconds
        nextLook = now + watchdog.interval
        watch(&watchdog, now)
      case .checkStop:
        nextStopCheck = clock.monotonicNanoseconds + Self.stopCheckInterval
        checkStop(&progress)
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

  /// The time for all remaining clean-ups together once the job must end now, in nanoseconds. A third of it if a system does
  /// not respond.
  static let hurriedCleanUp: Int64 = 3_000_000_000

  private var timeToCleanUp: Int64 {
    hooks.reports.contains { $0.isOutOfContact } ? Self.hurriedCleanUp / 3 : Self.hurriedCleanUp
  }

  /// Has connectors clean up, once. The job calls this when it ends, and `wait` calls it when it leaves threads behind; the
  /// second caller waits until the first is done.
  func cleanUp(succeeded: Bool) {
    isCleanedUp.withLock { isCleanedUp in
      if isCleanedUp { return }
      isCleanedUp = true
      var deadline: Int64?
      hooks.cleanUp {
        let now = clock.monotonicNanoseconds
        if deadline == nil, monitor.withLock({ $0.isToEndNow }) { deadline = now + timeToCleanUp }
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

  /// How many bundles a job that stops has committed, and since when there was no other.
  private struct Progress {
    var commits: Int
    var since: Int64
  }

  private static let stopCheckInterval: Int64 = 200_000_000

  /// How long a job that stops waits for deliveries without progress, in nanoseconds.
  private static let stopPatience: Int64 = 1_500_000_000

  /// Ends a job that stops but waits for an external system that does not respond. Its uncommitted bundles read their input again
  /// in the next job.
  private func checkStop(_ progress: inout Progress?) {
    let isAway = hooks.reports.contains { $0.isOutOfContact }
    let isIdle = activities.allSatisfy { !$0.isBusy }
    let now = clock.monotonicNanoseconds
    let commits = monitor.withLock { $0.commits }
    if progress?.commits != commits { progress = Progress(commits: commits, since: now) }
    guard let progress, now - progress.since >= Self.stopPatience else { return }
    let abandoned = update { state, _ -> Int? in
      guard state.isStopping, state.end == nil, state.commits == commits else { return nil }
      guard isAway || isIdle && state.settling > 0 else { return nil }
      state.finish(.stopped)
      state.patience = .min
      return state.settling
    }
    guard let abandoned else { return }
    monitor.broadcast()
    JobEvent.abandoned(bundles: abandoned).log(to: options.logger)
  }

  private func nextAction(watchAt nextLook: Int64, checkStopAt nextStopCheck: Int64) -> Action {
    monitor.wait(on: Self.housekeepingCondition) { state in
      if state.commitCallbacks.areDue { return .done(.call(state.commitCallbacks.take())) }
      if !state.retired.isEmpty { return .done(.tearDown(state.takeRetired())) }
      if state.end != nil && state.liveThreads == 0 && state.carried == 0 {
        return .done(.close(state.pool.removeAll()))
      }
      let now = clock.monotonicNanoseconds
      if nextLook <= now { return .done(.watch) }
      guard state.isStopping, state.end == nil else { return .wait(nanoseconds: nextLook - now) }
      return nextStopCheck <= now ? .done(.checkStop) : .wait(nanoseconds: min(nextLook, nextStopCheck) - now)
    }
  }
}
