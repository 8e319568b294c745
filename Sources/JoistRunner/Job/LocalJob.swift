package import BeamWorker
package import JoistPlan
import Synchronization

/// A job on threads of this process.
///
/// It starts once, and ends when all input has gone through, when it is stopped or when it fails. Its threads belong to
/// it: whoever starts it calls `wait`, which joins them.
public final class LocalJob: Sendable {
  private let core: JobCore
  private let threads = Mutex<[WorkerThread]>([])
  private let startTime: Int64

  /// Makes a job that has not started.
  /// - Parameters:
  ///   - plan: what to run.
  ///   - carrier: runs the plan's user code.
  ///   - options: how to run it.
  ///   - clock: the time that the job lives by.
  ///   - hooks: what connectors want done before its start and after its end.
  ///   - display: how its steps are shown.
  package init(
    plan: Plan, carrier: any Carrier, options: JobOptions, clock: any JobClock = SystemClock(), hooks: JobHooks = .none,
    display: StepDisplay = .plain
  ) {
    core = JobCore(plan: plan, carrier: carrier, options: options, clock: clock, hooks: hooks, display: display)
    startTime = clock.monotonicNanoseconds
  }

  /// Starts the job and waits for its end.
  /// - Throws: what `start` and `wait` throw.
  public func run() throws -> JobOutcome {
    try start()
    return try wait()
  }

  /// Starts the job's threads.
  /// - Throws: what a connector misses before the start, or an error of the system where it has no thread to give.
  public func start() throws {
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

  /// Waits until it is known how the job ends; what runs then may run on. `wait` must follow.
  /// - Throws: as `wait`.
  public func waitForEnd() throws -> JobOutcome {
    try outcome(
      of: core.monitor.wait(on: JobCore.ownerCondition) { state in
        state.end.map { .done($0) } ?? .wait(nanoseconds: nil)
      })
  }

  /// Waits for the job's end on a thread made for it, and tells what `wait` gives or throws.
  public func waitAside(_ tell: @escaping @Sendable (Result<JobOutcome, any Error>) -> Void) {
    do {
      try WorkerThread(name: "joist-wait") { [self] in tell(Result { try wait() }) }.detach()
    } catch {
      tell(.failure(error))
    }
  }

  /// Waits for the job's end and for that of its threads; those that do not come to an end in time are left behind.
  /// - Throws: the error that failed the job: a user's or connector's own, or a `JobFailure`.
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

  /// Waits until all has ended, or patience with what has not; says which.
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

  /// Has no new input read; what runs is finished, and no window fires that would not have fired. Returns at once.
  public func stop() { core.stop() }

  /// Ends the job without waiting for anything. Returns at once.
  public func stopNow() {
    core.update { state, _ in
      // Its last commit may have come, and no thread since.
      state.noticeEnd()
      state.finish(.stopped)
      state.patience = .min
    }
    core.monitor.broadcast()
  }

  /// The job as it is now.
  public var status: JobStatus {
    var status = core.status()
    status.elapsed = core.clock.monotonicNanoseconds - startTime
    return status
  }
}
