package import BeamWorker
package import JoistPlan

/// A job that runs on the calling thread under a manual clock. The engine and its rules are the same as in `LocalJob`, but
/// the order of work depends on the seed only. Use it from one thread.
package final class SteppedJob {
  let core: JobCore
  private let clock: ManualClock
  private var isClosed = false

  /// Makes a job that has not started.
  /// - Parameters:
  ///   - plan: what to run.
  ///   - carrier: runs the plan's user code.
  ///   - options: how to run it; `parallelism` sets how finely work is split, not the number of threads.
  ///   - clock: the job's source of time.
  ///   - hooks: the clean-ups of connectors.
  ///   - display: how the job's steps are shown.
  package init(
    plan: Plan, carrier: any Carrier, options: JobOptions, clock: ManualClock, hooks: JobHooks = .none,
    display: StepDisplay = .plain
  ) {
    core = JobCore(plan: plan, carrier: carrier, options: options, clock: clock, hooks: hooks, display: display)
    self.clock = clock
    core.monitor.withLock { $0.coordinator.start(now: clock.processingTime) }
  }

  /// Runs the connectors' checks and makes a job that runs a prepared pipeline.
  /// - Throws: the error of a connector whose check fails.
  package convenience init(_ prepared: PreparedPipeline, options: JobOptions, clock: ManualClock) throws {
    try prepared.hooks.check(logger: options.logger, memory: options.memory)
    self.init(
      plan: prepared.plan, carrier: prepared.carrier, options: options, clock: clock, hooks: prepared.hooks,
      display: prepared.display)
  }

  deinit { if !isClosed { core.close(core.monitor.withLock { $0.pool.removeAll() }) } }

  /// Runs everything that can run at the clock's time, and waits for bundles to settle.
  /// - Returns: how the job ended; nil: it waits for the clock or for its sources.
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

  /// Runs the job to its end. Whenever there is nothing to run, it performs the next event of a test stream. If there is none, it moves
  /// the clock to the next time at which work becomes ready; if there is no such time, it waits for a signal of a source.
  /// - Throws: the error that failed the job.
  package func run() throws -> JobOutcome {
    while true {
      if let outcome = try runUntilIdle() { return outcome }
      if performTestEvent() { continue }
      if let time = nextWakeUp { clock.advance(to: time) } else { waitForSignal() }
    }
  }

  /// Performs the next event of a test stream. Call it when nothing can run.
  /// - Returns: whether there was one.
  package func performTestEvent() -> Bool {
    guard let more = core.monitor.withLock({ $0.coordinator.performTestEvent() }) else { return false }
    clock.advance(byMilliseconds: more)
    return true
  }

  /// Runs an unbounded job and stops it when the clock reaches a time. Each piece of work moves the clock by a millisecond, so
  /// that the clock also advances if a source always has more to read.
  /// - Parameters:
  ///   - end: the processing time at which to stop, in milliseconds.
  ///   - patience: how long to wait, in real time, for a signal of a source if nothing else can happen.
  /// - Throws: the error that failed the job.
  package func run(until end: Int64, patience: Duration) throws -> JobOutcome {
    while clock.processingTime < end {
      core.runHousekeepingOnce()
      switch core.monitor.withLock({ $0.nextAction(now: clock.processingTime) }) {
      case .run(let work, let executor):
        core.perform(work, with: executor, on: 0)
        clock.advance(byMilliseconds: 1)
      case .sleep:
        if waitForOthers() || performTestEvent() { continue }
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

  /// The next processing time at which work becomes ready by itself, in milliseconds; nil: there is none.
  package var nextWakeUp: Int64? { core.monitor.withLock { $0.nextWakeUp(clock.processingTime) } }

  /// Stops reading new input; `runUntilIdle` then finishes the remaining work.
  package func stop() { core.stop() }

  /// The job's current status.
  package var status: JobStatus { core.status() }

  /// Waits until there is work again.
  /// - Returns: false if no bundle is settling or running elsewhere, so that none can bring work.
  private func waitForOthers() -> Bool {
    core.monitor.wait(on: JobCore.ownerCondition) { state in
      if state.hasWork(now: clock.processingTime) || state.hasHousekeeping { return .done(true) }
      return state.settling + state.carried == 0 ? .done(false) : .wait(nanoseconds: nil)
    }
  }

  /// Waits for a signal of a source.
  /// - Returns: whether it came in time.
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
