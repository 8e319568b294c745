import Beam
import BeamWorker
import JoistEngine
import JoistPlan
import Synchronization

/// Performs what a job's state decides: the part that threads and the stepped job have in common.
final class JobCore: Sendable {
  /// The bells of the monitor; a worker's is `firstWorkerBell` and its number.
  static let ownerBell = 0
  static let stewardBell = 1
  /// Where threads wait that try grouping work again.
  static let pauseBell = 2
  static let firstWorkerBell = 3

  let monitor: Monitor<JobState>
  let clock: any JobClock
  let options: JobOptions
  /// What connectors want done before the start and after the end.
  let hooks: JobHooks
  /// How its steps are shown.
  let display: StepDisplay
  /// What each thread works on.
  let activities: [ThreadActivity]
  private let carrier: any Carrier
  /// Whether bundles are asked to end soon.
  private let isEnding = Atomic(false)
  /// When bundles that still run are given up, in monotonic nanoseconds.
  private let giveUpAt = Atomic(Int64.max)
  /// Whether any bundle runs that is of no use, since it fell with one before it.
  private let anyFallen = Atomic(false)
  /// Whether connectors have been asked to clean up.
  let isCleanedUp = Mutex(false)

  init(
    plan: Plan, carrier: any Carrier, options: JobOptions, clock: any JobClock, hooks: JobHooks, display: StepDisplay
  ) {
    self.hooks = hooks
    self.display = display
    self.carrier = carrier
    self.options = options
    self.clock = clock
    activities = (0..<options.parallelism).map { _ in ThreadActivity() }
    monitor = Monitor(
      JobState(
        plan: plan, options: options, stepNames: display.names, reports: hooks.reports,
        bundlesAtOnce: carrier.bundlesAtOnce),
      bells: Self.firstWorkerBell + options.parallelism)
  }

  /// Changes the state and wakes whom that concerns.
  func update<Answer>(_ body: (inout JobState, _ now: Int64) -> Answer) -> Answer {
    let (answer, bells) = monitor.withLock { state in
      let now = clock.processingTime
      state.noteMemory(of: hooks.reports)
      return (body(&state, now), state.bells(now: now))
    }
    ring(bells)
    return answer
  }

  /// Wakes threads.
  func ring(_ bells: JobState.Bells) {
    if bells.all {
      giveUpAt.store(Int64.min, ordering: .relaxed)
      isEnding.store(true, ordering: .relaxed)
      monitor.ringAll()
      return
    }
    if let worker = bells.worker { monitor.ring(Self.firstWorkerBell + worker) }
    if bells.steward { monitor.ring(Self.stewardBell) }
  }

  /// Has no new input read.
  func stop() {
    giveUpAt.min(clock.monotonicNanoseconds + options.windDown, ordering: .relaxed)
    isEnding.store(true, ordering: .relaxed)
    let isNew = update { state, _ in
      defer { state.isStopping = true }
      guard !state.isStopping, state.end == nil else { return false }
      state.coordinator.stop()
      return true
    }
    guard isNew else { return }
    monitor.ringAll()
    JobEvent.stopping.log(to: options.logger)
  }

  // MARK: Running a piece of work, without the lock

  /// Runs a piece of work on the calling thread and commits it, or fails it.
  func perform(_ work: Work, with executor: PooledExecutor?, on thread: Int) {
    switch work {
    case .bundle(let task): run(task, with: executor, on: activities[thread])
    case .group(let task): run(task, on: activities[thread])
    }
  }

  private func run(_ task: GroupTask, on activity: ThreadActivity) {
    activity.begin(task.stage, with: nil, at: clock.monotonicNanoseconds)
    defer { activity.end() }
    do {
      var pause = GroupPause(of: task)
      let result = try task.perform(
        makeStore: { try carrier.makeCombineStore(for: task.stage) }, mayRetry: { try self.pause(&pause, $0) })
      end { state, now in state.commit(result, now: now) }
    } catch let failure as GroupingFailure {
      let error = failure.underlying is JobIsEnding ? failure.underlying : carrier.failure(failure, of: task.stage)
      end { state, now in state.failed(task, error, now: now) }
    } catch {
      end { state, now in state.failed(task, error, now: now) }
    }
  }

  private func run(_ task: BundleTask, with pooled: PooledExecutor?, on activity: ThreadActivity) {
    do {
      let executor = try pooled ?? PooledExecutor(carrier.makeExecutor(for: task.stage))
      activity.begin(task.stage, with: executor, at: clock.monotonicNanoseconds)
      defer { activity.end() }
      executor.executor.begin(task.input, control: control(of: task)) { [self] result in
        switch result {
        case .success(let finished): ran(task, finished, executor)
        case .failure(let error): end { state, now in state.failed(task, error, executor, now: now) }
        }
        if carrier.bundlesAtOnce != nil { endCarrying() }
      }
    } catch {
      end { state, now in state.failed(task, error, nil, now: now) }
      if carrier.bundlesAtOnce != nil { endCarrying() }
    }
  }

  /// Notes that nothing more comes of a bundle that ran elsewhere; the job's owner may be waiting for it.
  private func endCarrying() {
    update { state, _ in state.carried -= 1 }
    monitor.ring(Self.ownerBell)
  }

  /// Commits a bundle, or lets it settle: then the thread goes on, and the last delivery, whichever thread brings it,
  /// commits or fails the bundle.
  private func ran(_ task: BundleTask, _ finished: FinishedBundle, _ executor: PooledExecutor) {
    let held = finished.settlement?.bytes ?? 0
    let bytes = held + task.input.memory + finished.result.outputs.reduce(0) { $0 + $1.memory }
    let bundle = BundlesUnderWay.Bundle(
      task: task, finished: finished, executor: executor, keptMemory: executor.executor.keptMemory,
      isSettling: finished.settlement != nil)
    let settled: @Sendable (Result<Void, any Error>) -> Void = { [self] result in
      end { state, now in state.settled(task, result, executor, now: now) }
      monitor.ring(Self.ownerBell)
    }
    // In one step: `ran` lets the lane's next bundle begin, and it must not if this one has failed already.
    end { state, now in
      let events = state.ran(bundle, bytes: bytes, now: now)
      guard let settlement = finished.settlement, let result = settlement.whenDone(settled) else { return events }
      return events + state.settled(task, result, executor, now: now)
    }
  }

  /// Changes the state as work ends, and logs what that says.
  private func end(_ body: (inout JobState, _ now: Int64) -> [JobEvent]) {
    let events = update { state, now in
      let events = body(&state, now)
      anyFallen.store(state.underWay.anyFallen, ordering: .relaxed)
      return events
    }
    for event in events { event.log(to: options.logger) }
  }

  private func control(of task: BundleTask) -> BundleControl {
    // A bundle that begins when the job is ending has as long as those that ran then.
    let begun = clock.monotonicNanoseconds
    return BundleControl(
      outputBytes: task.limits.outputBytes, elements: task.limits.elements, nanoseconds: task.limits.nanoseconds,
      desiredSplits: 4 * options.parallelism, inputWatermark: task.inputWatermark,
      now: { [clock] in clock.monotonicNanoseconds }, processingTime: { [clock] in clock.processingTime },
      isStopping: { [self] in isEnding.load(ordering: .relaxed) },
      wasGivenUp: { [self] in
        if anyFallen.load(ordering: .relaxed), monitor.withLock({ $0.underWay.hasFallen(task.id) }) { return true }
        guard isEnding.load(ordering: .relaxed) else { return false }
        let moment = giveUpAt.load(ordering: .relaxed)
        let now = clock.monotonicNanoseconds
        return moment == .min || now >= moment && now - begun >= options.windDown
      },
      wake: { [weak self] token in self?.wake(token) })
  }

  private func wake(_ token: UInt64) {
    update { state, now in if state.end == nil { state.coordinator.wake(token, now: now) } }
    monitor.ring(Self.ownerBell)
  }
}

extension BundleInput {
  /// The memory it takes, in bytes.
  fileprivate var memory: Int {
    switch self {
    case .elements(let blocks): blocks.reduce(0) { $0 + $1.memory }
    case .restrictions(let restrictions): restrictions.reduce(0) { $0 + $1.block.memory }
    }
  }
}
