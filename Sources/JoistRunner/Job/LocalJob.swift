package import BeamWorker
package import JoistPlan
import Synchronization

/// A job that runs on threads of this process.
///
/// It starts once. It ends when all input is processed, when it is stopped, or when it fails. A caller of `start` must also
/// call `wait`, which joins the job's threads.
public final class LocalJob: Sendable {
  private let core: JobCore
  private let threads = Mutex<[WorkerThread]>([])
  private let startTime: Int64
  /// The name of a test stream among the plan's stages; nil: there is none.
  private let testStream: String?

  /// Makes a job that has not started.
  /// - Parameters:
  ///   - plan: what to run.
  ///   - carrier: runs the plan's user code.
  ///   - options: how to run it.
  ///   - clock: the job's source of time.
  ///   - hooks: the checks and clean-ups of connectors.
  ///   - display: how the job's steps are shown.
  package init(
    plan: Plan, carrier: any Carrier, options: JobOptions, clock: any JobClock = SystemClock(), hooks: JobHooks = .none,
    display: StepDisplay = .plain
  ) {
    core = JobCore(plan: plan, carrier: carrier, options: options, clock: clock, hooks: hooks, display: display)
    startTime = clock.monotonicNanoseconds
    testStream = plan.stages.first { if case .testStream = $0.kind { true } else { false } }?.name
  }

  /// Starts the job and waits for its end.
  /// - Throws: what `start` and `wait` throw.
  public func run() throws -> JobOutcome {
    try start()
    return try wait()
  }

  /// Starts the job's threads.
  /// - Throws: the error of a connector whose check fails, a `JobFailure` if the pipeline has a test stream, or a system error if a thread
  ///   cannot be created.
  public func start() throws {
    if let testStream { throw JobFailure.testStream(step: testStream) }
    try core.hooks.check(logger: core.options.logger, memory: core.options.memory)
    JobEvent.started(threads: core.options.parallelism, memory: core.options.memory).log(to: core.options.logger)
    core.monitor.withLock { state in
      state.coordinator.start(now: core.clock.processingTime)
      state.liveThreads = core.options.parallelism
    }
    do {
      for worker in 0..<core.options.parallelism {
        let thread = try WorkerThread(name: "joist-\(worker)") { [core] in core.work(as: worker) }
        threads.withLock { $0.append(thread) }
      }
      let housekeeper = try WorkerThread(name: "joist-housekeep") { [core] in core.runHousekeeping() }
      threads.withLock { $0.append(housekeeper) }
    } catch {
      core.update { state, _ in state.finish(.failed(error)) }
      for thread in threads.withLock({ $0 }) { thread.join() }
      core.close(core.monitor.withLock { $0.pool.removeAll() })
      throw error
    }
  }

  /// Waits until it is known how the job ends; work may still be running. Call `wait` afterwards.
  /// - Throws: as `wait`.
  public func waitForEnd() throws -> JobOutcome {
    try outcome(
      of: core.monitor.wait(on: JobCore.ownerCondition) { state in
        state.end.map { .done($0) } ?? .wait(nanoseconds: nil)
      })
  }

  /// Waits for the job's end on a new thread, and passes the result of `wait` to `tell`.
  public func waitAside(_ tell: @escaping @Sendable (Result<JobOutcome, any Error>) -> Void) {
    do {
      try WorkerThread(name: "joist-wait") { [self] in tell(Result { try wait() }) }.detach()
    } catch {
      tell(.failure(error))
    }
  }

  /// Waits for the end of the job and of its threads. After a failure, threads that do not end within
  /// `JobOptions.windDown` are abandoned.
  /// - Throws: the error that failed the job: an error of user code or of a connector, or a `JobFailure`.
  public func wait() throws -> JobOutcome {
    let (end, isClosed) = awaitEnd()
    let ended = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in ended { if isClosed { thread.join() } else { thread.detach() } }
    if !isClosed { core.cleanUp(succeeded: end.isFinished) }
    return try outcome(of: end)
  }

  private func outcome(of end: JobState.End) throws -> JobOutcome {
    switch end {
    case .finished: .finished
    case .stopped: .stopped
    case .failed(let error): throw error
    }
  }

  /// Waits until the job is closed, or until it has ended and the time to wait for the rest is over.
  private func awaitEnd() -> (end: JobState.End, isClosed: Bool) {
    typealias Decision = Monitor<JobState>.Decision<(end: JobState.End, isClosed: Bool)>
    return core.monitor.wait(on: JobCore.ownerCondition) { state -> Decision in
      guard let end = state.end else { return .wait(nanoseconds: nil) }
      if state.isClosed { return .done((end, true)) }
      let now = core.clock.monotonicNanoseconds
      if case .failed = end, state.patience == nil { state.patience = now + core.options.windDown }
      guard let patience = state.patience else { return .wait(nanoseconds: nil) }
      return patience <= now ? .done((end, false)) : .wait(nanoseconds: patience - now)
    }
  }

  /// Stops reading new input and finishes the work that is running. Open windows do not fire. Returns at once.
  public func stop() { core.stop() }

  /// Ends the job without waiting for running work. Returns at once.
  public func stopNow() {
    core.update { state, _ in
      // The last commit may have finished the job before any thread has noticed.
      state.noticeEnd()
      state.finish(.stopped)
      state.patience = .min
    }
    core.monitor.broadcast()
  }

  /// The job's current status.
  public var status: JobStatus {
    var status = core.status()
    status.elapsed = core.clock.monotonicNanoseconds - startTime
    core.addWatermarkNotes(to: &status)
    return status
  }
}
