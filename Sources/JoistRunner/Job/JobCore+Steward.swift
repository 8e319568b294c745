import Beam
import JoistPlan

/// The steward: one thread of a job that does what must not keep the others or their callers: calls the followers of
/// commits in order, tears down executors, and watches for what a person should know.
extension JobCore {
  private enum Duty {
    case call([Followers.Call])
    case tearDown([PooledExecutor])
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
      case .tearDown(let executors): tearDown(executors)
      case .watch:
        let now = clock.monotonicNanoseconds
        nextLook = now + watchdog.interval
        watch(&watchdog, now)
      case .close(let executors): return close(executors)
      }
    }
  }

  /// Does at once what a steward would do, for a job without one.
  func attendOnce() {
    let (executors, calls) = monitor.withLock { ($0.takeRetired(), $0.followers.take()) }
    tearDown(executors)
    if !calls.isEmpty { call(calls) }
  }

  /// Tears down the executors that are left, and closes the job.
  func close(_ executors: [PooledExecutor]) {
    tearDown(executors)
    cleanUp(succeeded: monitor.withLock { $0.end?.isFinished ?? false })
    monitor.withLock { $0.isClosed = true }
    monitor.ringAll()
  }

  /// What all clean-ups together have that begin once the job is to end now, in nanoseconds.
  static let hurriedCleanUp: Int64 = 3_000_000_000

  /// Has connectors clean up, once: by the job that ends, or by whoever leaves behind one that does not. Whoever comes second
  /// waits until it is done.
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

  private func call(_ calls: [Followers.Call]) {
    for call in calls { call() }
    update { state, _ in state.followers.finish() }
  }

  private func watch(_ watchdog: inout Watchdog, _ now: Int64) {
    for slow in watchdog.look(activities.map(\.sight), at: now) {
      let step = slow.sight.step?.step ?? monitor.withLock { $0.stageNames[slow.sight.stage.index] }
      JobEvent.slowElement(step: step, nanoseconds: slow.duration).log(to: options.logger)
    }
    for event in monitor.withLock({ $0.openedGates() }) { event.log(to: options.logger) }
  }

  private func nextDuty(watchAt nextLook: Int64) -> Duty {
    monitor.wait(at: Self.stewardBell) { state in
      if state.followers.areDue { return .done(.call(state.followers.take())) }
      if !state.retired.isEmpty { return .done(.tearDown(state.takeRetired())) }
      if state.end != nil && state.liveThreads == 0 && state.carried == 0 {
        return .done(.close(state.pool.removeAll()))
      }
      let pause = nextLook - clock.monotonicNanoseconds
      return pause <= 0 ? .done(.watch) : .wait(nanoseconds: pause)
    }
  }
}
