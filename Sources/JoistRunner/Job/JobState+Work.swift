import BeamWorker
import JoistEngine
import JoistPlan

extension JobState {
  /// What a thread that has nothing to do should do.
  enum Turn {
    /// Run a piece of work; for a bundle, with this executor or a new one.
    case run(Work, PooledExecutor?)
    /// Sleep; at a processing time, in milliseconds, something may be ready by itself.
    case sleep(until: Int64?)
    /// The job is over.
    case leave
  }

  /// Takes work for a thread.
  mutating func turn(now: Int64) -> Turn {
    if end == nil, let work = ready.popLast() ?? fetch(now: now) {
      guard case .bundle(let task) = work else { return .run(work, nil) }
      return .run(work, pool.take(for: task.stage))
    }
    return end == nil ? .sleep(until: nextWakeUp(now)) : .leave
  }

  /// Has the coordinator hand out work for a sleeping thread; true: one is to be woken for it.
  mutating func hasWorkForSleeper(now: Int64) -> Bool {
    guard sleepers.count > ready.count, let work = fetch(now: now) else { return false }
    ready.append(work)
    return true
  }

  /// Whether there is something to do for a thread; what the coordinator hands out for the answer is kept for the next
  /// `turn`.
  mutating func hasWork(now: Int64) -> Bool {
    if ready.isEmpty, end == nil, let work = fetch(now: now) { ready.append(work) }
    return !ready.isEmpty || end != nil
  }

  /// When something becomes ready by itself. What is due and was not handed out waits for something else to happen.
  func nextWakeUp(_ now: Int64) -> Int64? { coordinator.nextWakeUp.flatMap { $0 > now ? $0 : nil } }

  /// Asks the coordinator for work, and notices where it says that the job is over.
  private mutating func fetch(now: Int64) -> Work? {
    if settling.isAtBound(options.settling) || followers.count >= options.settling.followers { return nil }
    if let work = coordinator.next(now: now) { return work }
    switch coordinator.progress {
    case .running: break
    case .finished: finish(.finished)
    case .stopped: finish(.stopped)
    case .stuck(let reason): finish(.failed(JobFailure.stuck(reason)))
    }
    return nil
  }

  /// A bundle is committed; what the bundles of a job that has ended bring is of no use.
  /// - Returns: an event to be logged.
  mutating func commit(_ task: BundleTask, _ finished: FinishedBundle, now: Int64) -> JobEvent? {
    guard end == nil else { return nil }
    coordinator.commit(task.id, finished.result, now: now)
    totals.add(finished.counters, of: task.stage)
    followers.append(finished.afterCommit)
    commits += 1
    let failures = retries.succeeded(task)
    return failures == 0 ? nil : .recovered(stage: stageNames[task.stage.index], failures: failures)
  }

  /// A piece of grouping work is committed.
  mutating func commit(_ group: GroupResult, now: Int64) {
    guard end == nil else { return }
    coordinator.commit(group, now: now)
    commits += 1
  }

  /// A bundle failed; nothing of it has happened.
  /// - Returns: an event to be logged.
  mutating func failed(_ task: BundleTask, _ error: any Error, now: Int64) -> JobEvent? {
    guard end == nil else { return nil }
    let failures = retries.failed(task, stageName: stageNames[task.stage.index], message: String(describing: error))
    if FailureClass(error) == .user && failures >= options.retries.maxAttempts { return failed(error) }
    let time = now + options.retries.pause(afterFailures: failures)
    coordinator.fail(task.id, retryAt: time)
    return retries.schedule(task, at: time).map(JobEvent.retrying)
  }

  /// The job fails.
  mutating func failed(_ error: any Error) -> JobEvent? {
    guard end == nil else { return nil }
    finish(.failed(error))
    return .failed(error)
  }
}
