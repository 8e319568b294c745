import Beam
import BeamWorker
import JoistEngine
import JoistPlan
import Synchronization

/// Carries out what a job's state decides. `LocalJob` and `SteppedJob` share it.
final class JobCore: Sendable {
  /// The monitor's condition variables. A worker thread waits on `firstWorkerCondition` plus its number.
  static let ownerCondition = 0
  static let housekeepingCondition = 1
  /// Threads wait on it before they retry grouping work.
  static let pauseCondition = 2
  static let firstWorkerCondition = 3

  let monitor: Monitor<JobState>
  let clock: any JobClock
  let options: JobOptions
  /// The checks and clean-ups of connectors.
  let hooks: JobHooks
  /// How the job's steps are shown.
  let display: StepDisplay
  /// Whether the sources of each stage are bounded, by stage.
  let isBounded: [Bool]
  /// What each thread works on, by thread.
  let activities: [ThreadActivity]
  private let carrier: any Carrier
  /// Whether running bundles are asked to end soon.
  private let isEnding = Atomic(false)
  /// When bundles that still run are abandoned, in monotonic nanoseconds.
  private let giveUpAt = Atomic(Int64.max)
  /// Whether any running bundle is useless because it was dropped with an earlier one of its lane.
  private let anyDropped = Atomic(false)
  /// Whether connectors have cleaned up; the lock is held while they do.
  let isCleanedUp = Mutex(false)

  init(
    plan: Plan, carrier: any Carrier, options: JobOptions, clock: any JobClock, hooks: JobHooks, display: StepDisplay
  ) {
    self.hooks = hooks
    self.display = display
    self.carrier = carrier
    self.options = options
    self.clock = clock
    isBounded = plan.stages.map(\.isBounded)
    activities = (0..<options.parallelism).map { _ in ThreadActivity() }
    monitor = Monitor(
      JobState(
        plan: plan, options: options, stepNames: display.names, reports: hooks.reports,
        bundlesAtOnce: carrier.bundlesAtOnce),
      conditions: Self.firstWorkerCondition + options.parallelism)
  }

  /// Changes the state and wakes the threads that the change concerns.
  func update<Answer>(_ body: (inout JobState, _ now: Int64) -> Answer) -> Answer {
    let (answer, wakeUps) = monitor.withLock { state in
      let now = clock.processingTime
      state.noteMemory(of: hooks.reports)
      return (body(&state, now), state.wakeUps(now: now))
    }
    signal(wakeUps)
    return answer
  }

  /// Wakes the threads that a change of the state concerns.
  func signal(_ wakeUps: JobState.WakeUps) {
    if wakeUps.all {
      giveUpAt.store(Int64.min, ordering: .relaxed)
      isEnding.store(true, ordering: .relaxed)
      monitor.broadcast()
      return
    }
    if let worker = wakeUps.worker { monitor.signal(Self.firstWorkerCondition + worker) }
    if wakeUps.housekeeping { monitor.signal(Self.housekeepingCondition) }
  }

  /// Stops reading new input.
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
    monitor.broadcast()
    JobEvent.stopping.log(to: options.logger)
  }

  // MARK: Running work, without the lock

  /// Runs a piece of work on the calling thread, and commits or fails it.
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

  /// Records that a bundle run by the carrier has ended, and wakes the job's owner, which may wait for it.
  private func endCarrying() {
    update { state, _ in state.carried -= 1 }
    monitor.signal(Self.ownerCondition)
  }

  /// Commits a bundle, or lets it settle: the calling thread continues, and the thread that brings the last delivery
  /// commits or fails the bundle.
  private func ran(_ task: BundleTask, _ finished: FinishedBundle, _ executor: PooledExecutor) {
    let held = finished.settlement?.bytes ?? 0
    let bytes = held + task.input.memory + finished.result.outputs.reduce(0) { $0 + $1.memory }
    let bundle = UncommittedBundles.Bundle(
      task: task, finished: finished, executor: executor, keptMemory: executor.executor.keptMemory,
      isSettling: finished.settlement != nil)
    let settled: @Sendable (Result<Void, any Error>) -> Void = { [self] result in
      end { state, now in state.settled(task, result, executor, now: now) }
      monitor.signal(Self.ownerCondition)
    }
    // Under one lock: `ran` lets the lane's next bundle begin, which must not happen if this one has already failed.
    end { state, now in
      let events = state.ran(bundle, bytes: bytes, now: now)
      guard let settlement = finished.settlement, let result = settlement.whenDone(settled) else { return events }
      return events + state.settled(task, result, executor, now: now)
    }
  }

  /// Changes the state when work ends, and logs the resulting events.
  private func end(_ body: (inout JobState, _ now: Int64) -> [JobEvent]) {
    let events = update { state, now in
      let events = body(&state, now)
      anyDropped.store(state.uncommitted.anyDropped, ordering: .relaxed)
      return events
    }
    for event in events { event.log(to: options.logger) }
  }

  private func control(of task: BundleTask) -> BundleControl {
    // A bundle that begins after the stop gets as long as the bundles that were running at the stop.
    let begun = clock.monotonicNanoseconds
    return BundleControl(
      outputBytes: task.limits.outputBytes, elements: task.limits.elements, nanoseconds: task.limits.nanoseconds,
      desiredSplits: 4 * options.parallelism, inputWatermark: task.inputWatermark,
      now: { [clock] in clock.monotonicNanoseconds }, processingTime: { [clock] in clock.processingTime },
      isStopping: { [self] in isEnding.load(ordering: .relaxed) },
      wasGivenUp: { [self] in
        if anyDropped.load(ordering: .relaxed), monitor.withLock({ $0.uncommitted.wasDropped(task.id) }) { return true }
        guard isEnding.load(ordering: .relaxed) else { return false }
        let moment = giveUpAt.load(ordering: .relaxed)
        let now = clock.monotonicNanoseconds
        return moment == .min || now >= moment && now - begun >= options.windDown
      },
      pause: { [clock] time in clock.pause(until: time) }, wake: { [weak self] token in self?.wake(token) })
  }

  private func wake(_ token: UInt64) {
    update { state, now in if state.end == nil { state.coordinator.wake(token, now: now) } }
    monitor.signal(Self.ownerCondition)
  }
}

extension BundleInput {
  /// The memory of the input, in bytes.
  fileprivate var memory: Int {
    switch self {
    case .elements(let blocks): blocks.reduce(0) { $0 + $1.memory }
    case .restrictions(let restrictions): restrictions.reduce(0) { $0 + $1.block.memory }
    case .keyed(let groups): groups.reduce(0) { $0 + $1.records.reduce(0) { $0 + $1.memory } }
    }
  }
}
