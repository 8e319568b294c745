package import BeamWorker
package import JoistPlan

/// A job on the calling thread, under a clock that stands until it is moved: the same engine and the same rules, in an
/// order that a seed decides and nothing else. One thread drives it.
package final class SteppedJob {
  let core: JobCore
  private let clock: ManualClock
  private var isClosed = false

  /// Makes a job that has not started.
  /// - Parameters:
  ///   - plan: what to run.
  ///   - carrier: runs the plan's user code.
  ///   - options: how to run it; `parallelism` decides how work is cut, not how many threads there are.
  ///   - clock: the time that the job lives by.
  ///   - hooks: what connectors want done after its end.
  ///   - display: how its steps are shown.
  package init(
    plan: Plan, carrier: any Carrier, options: JobOptions, clock: ManualClock, hooks: JobHooks = .none,
    display: StepDisplay = .plain
  ) {
    core = JobCore(plan: plan, carrier: carrier, options: options, clock: clock, hooks: hooks, display: display)
    self.clock = clock
    core.monitor.withLock { $0.coordinator.start(now: clock.processingTime) }
  }

  /// Makes a job that runs a prepared pipeline and has not started.
  /// - Throws: what a connector misses.
  package convenience init(_ prepared: PreparedPipeline, options: JobOptions, clock: ManualClock) throws {
    try prepared.hooks.check(logger: options.logger, memory: options.memory)
    self.init(
      plan: prepared.plan, carrier: prepared.carrier, options: options, clock: clock, hooks: prepared.hooks,
      display: prepared.display)
  }

  deinit { if !isClosed { core.close(core.monitor.withLock { $0.pool.removeAll() }) } }

  /// Runs everything that can run at the clock's time, what settles included.
  /// - Returns: how the job ended; nil: it has not, and waits for the clock or for its sources.
  /// - Throws: the error that failed the job.
  package func runUntilIdle() throws -> JobOutcome? {
    while true {
      core.runHousekeepingOnce()
      switch core.monitor.withLock({ $0.nextAction(now: clock.processingTime) }) {
      case .run(let work, let executor): core.perform(work, with: executor, on: 0)
      case .sleep: if !waitForOthers() { return nil }
      case .leave: return try close()
      }
    }
  }

  /// Runs the job to its end, moving the clock to the next moment at which something happens whenever nothing else is
  /// to be done. Where only a source's signal helps, it waits for that.
  /// - Throws: the error that failed the job.
  package func run() throws -> JobOutcome {
    while true {
      if let outcome = try runUntilIdle() { return outcome }
      if let time = nextWakeUp { clock.advance(to: time) } else { waitForSignal() }
    }
  }

  /// Runs a job that does not end by itself, and stops it when the clock shows a time. Each piece of work takes a millisecond of
  /// the clock, so that a source that always has more gets there too.
  /// - Parameters:
  ///   - end: processing time in milliseconds.
  ///   - patience: how long a source's signal is waited for, in real time, where only that helps.
  /// - Throws: the error that failed the job.
  package func run(until end: Int64, patience: Duration) throws -> JobOutcome {
    while clock.processingTime < end {
      core.runHousekeepingOnce()
      switch core.monitor.withLock({ $0.nextAction(now: clock.processingTime) }) {
      case .run(let work, let executor):
        core.perform(work, with: executor, on: 0)
        clock.advance(byMilliseconds: 1)
      case .sleep:
        if waitForOthers() { continue }
        if let time = nextWakeUp {
          clock.advance(to: min(time, end))
        } else if !waitForSignal(atMost: patience) {
          clock.advance(to: end)
        }
      case .leave: return try close()
      }
    }
    stop()
    return try run()
  }

  /// When something becomes ready by itself: processing time in milliseconds; nil: nothing does.
  package var nextWakeUp: Int64? { core.monitor.withLock { $0.nextWakeUp(clock.processingTime) } }

  /// Has no new input read; `runUntilIdle` then finishes what runs.
  package func stop() { core.stop() }

  /// The job as it is now.
  package var status: JobStatus { core.status() }

  /// Waits until there is work again; false: nothing is under way elsewhere that could bring some.
  private func waitForOthers() -> Bool {
    core.monitor.wait(on: JobCore.ownerCondition) { state in
      if state.hasWork(now: clock.processingTime) || state.hasHousekeeping { return .done(true) }
      return state.settling + state.carried == 0 ? .done(false) : .wait(nanoseconds: nil)
    }
  }

  /// Waits for a signal of a source.
  /// - Returns: whether it came.
  private func waitForSignal(atMost limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    return core.monitor.wait(on: JobCore.ownerCondition) { state in
      if state.hasWork(now: clock.processingTime) { return .done(true) }
      let (seconds, attoseconds) = (end - .now).components
      let left = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
      return left > 0 ? .wait(nanoseconds: left) : .done(false)
    }
  }

  private func waitForSignal() {
    core.monitor.wait(on: JobCore.ownerCondition) { state in
      state.hasWork(now: clock.processingTime) ? .done(()) : .wait(nanoseconds: nil)
    }
  }

  private func close() throws -> JobOutcome {
    let (end, executors) = core.monitor.wait(on: JobCore.ownerCondition) { state in
      state.carried == 0 ? .done((state.end, state.pool.removeAll())) : .wait(nanoseconds: nil)
    }
    if !isClosed { core.close(executors) }
    isClosed = true
    switch end {
    case .failed(let error): throw error
    case .stopped: return .stopped
    case .finished, nil: return .finished
    }
  }
}
