import Beam
import BeamWorker
import JoistEngine
import JoistPlan

/// The ends of bundles and of grouping work. Each method returns the events to log. After the job has ended, results are
/// ignored.
extension JobState {
  /// A bundle's run succeeded: it is committed, or it settles. Its executor is free in either case.
  /// - Parameter bytes: the memory of its input and output.
  mutating func ran(_ bundle: UncommittedBundles.Bundle, bytes: Int, now: Int64) -> [JobEvent] {
    let (task, result) = (bundle.task, bundle.finished.result)
    if bundle.isSettling {
      settling += 1
      bundle.executor.settling += 1
    }
    count(bundle.keptMemory, of: bundle.executor, task.stage)
    retire(pool.put(bundle.executor, for: task.stage))
    guard end == nil else { return [] }
    uncommitted.add(bundle)
    if bundle.isSettling {
      return apply(coordinator.settle(task.id, result, bytes: bytes, now: now), ending: nil)
    }
    _ = uncommitted.end(task.id)
    return apply(coordinator.commit(task.id, result, now: now), ending: task.id)
  }

  /// The deliveries of a bundle have arrived, and it is committed; or they failed, and it is dropped.
  mutating func settled(
    _ task: BundleTask, _ result: Result<Void, any Error>, _ executor: PooledExecutor, now: Int64
  ) -> [JobEvent] {
    settling -= 1
    retire(pool.delivered(executor))
    if case .failure(let error) = result { return failed(task, error, now: now) }
    guard end == nil else { return [] }
    uncommitted.delivered(task.id)
    _ = uncommitted.end(task.id)
    return apply(coordinator.commit(task.id, now: now), ending: task.id)
  }

  /// A bundle's run failed: it leaves nothing in the engine.
  /// - Parameter executor: the executor that ran it; nil: none could be made.
  mutating func failed(
    _ task: BundleTask, _ error: any Error, _ executor: PooledExecutor?, now: Int64
  ) -> [JobEvent] {
    if let executor {
      count(0, of: executor, task.stage)
      retire(pool.discard(executor))
    }
    return failed(task, error, now: now)
  }

  /// Counts the memory that an executor keeps toward the job's memory.
  private mutating func count(_ bytes: Int, of executor: PooledExecutor, _ stage: StageID) {
    guard bytes != executor.keptMemory else { return }
    executorBytes[stage.index] += bytes - executor.keptMemory
    executor.keptMemory = bytes
    coordinator.setMemory(executorBytes[stage.index], of: "buffers of \(stageNames[stage.index])")
  }

  /// Hands an executor to housekeeping to be torn down; nil: does nothing.
  private mutating func retire(_ executor: PooledExecutor?) {
    if let executor { retired.append(executor) }
  }

  private mutating func failed(_ task: BundleTask, _ error: any Error, now: Int64) -> [JobEvent] {
    guard end == nil else { return [] }
    uncommitted.delivered(task.id)
    if uncommitted.end(task.id) {
      // It is repeated together with the bundle whose failure dropped it; that failure has been reported.
      return apply(coordinator.fail(task.id, retryAt: now), ending: task.id)
    }
    if error is BundleAbandoned { return apply(coordinator.fail(task.id, retryAt: .max), ending: task.id) }
    return retry(error, retries.failures(of: task), in: task.stage, now: now) { state, status in
      state.retries.failed(task, status)
      return state.apply(state.coordinator.fail(task.id, retryAt: status.nextAttempt), ending: task.id)
    }
  }

  /// Schedules failed work to be tried again, or fails the job if this was the last attempt.
  /// - Parameters:
  ///   - before: how often the work failed in a row before.
  ///   - giveBack: returns the work to the coordinator.
  private mutating func retry(
    _ error: any Error, _ before: Int, in stage: StageID, now: Int64,
    giveBack: (inout JobState, RetryStatus) -> [JobEvent]
  ) -> [JobEvent] {
    let failures = before + 1
    if let attempts = options.retries.attempts(FailureClass(error)), failures >= attempts { return failed(error) }
    let status = RetryStatus(
      stage: stageNames[stage.index], failures: failures, message: String(describing: error),
      nextAttempt: now + options.retries.pause(afterFailures: failures))
    return giveBack(&self, status) + [.retrying(status)]
  }

  /// Fails the job.
  mutating func failed(_ error: any Error) -> [JobEvent] {
    guard end == nil else { return [] }
    finish(.failed(error))
    return [.failed(error)]
  }

  /// Commits a piece of grouping work.
  mutating func commit(_ group: GroupResult, now: Int64) -> [JobEvent] {
    guard end == nil else { return [] }
    coordinator.commit(group, now: now)
    commits += 1
    let failures = retries.succeeded(group.stage, group.keyGroups)
    return failures > 0 ? [.recovered(stage: stageNames[group.stage.index], failures: failures)] : []
  }

  /// A combiner threw a transient error: records when the thread tries again.
  mutating func pauses(_ task: GroupTask, _ error: any Error, failures: Int, now: Int64) -> RetryStatus {
    let status = RetryStatus(
      stage: stageNames[task.stage.index], failures: failures, message: String(describing: error),
      nextAttempt: now + options.retries.pause(afterFailures: failures))
    retries.failed(task, status)
    return status
  }

  /// A piece of grouping work failed, or the job was stopped while the work waited for its retry (`JobIsEnding`).
  ///
  /// Work that can be undone is retried like any other. If it cannot be undone, a failure fails the job; in a job that
  /// stops, the work is abandoned and the bundles that still run are finished.
  mutating func failed(_ task: GroupTask, _ error: any Error, now: Int64) -> [JobEvent] {
    guard error is JobIsEnding else {
      guard task.canUndo, end == nil else { return failed(error) }
      return retry(error, retries.failures(of: task), in: task.stage, now: now) { state, status in
        state.retries.failed(task, status)
        state.coordinator.fail(task, retryAt: status.nextAttempt)
        return []
      }
    }
    _ = retries.succeeded(task.stage, task.keyGroups)
    if end == nil { coordinator.abandon(task) }
    return []
  }

  /// Applies the coordinator's decision to the runner's state.
  /// - Parameter ending: the bundle whose end led to the decision; nil: none has ended.
  private mutating func apply(_ outcome: Outcome, ending: BundleID?) -> [JobEvent] {
    var events: [JobEvent] = []
    for id in outcome.committed {
      guard let bundle = uncommitted.takeCommitted(id) else { continue }
      totals.add(bundle.finished.counters, of: bundle.task.stage)
      commitCallbacks.append(bundle.finished.afterCommit)
      commits += 1
      let failures = retries.succeeded(bundle.task)
      if failures > 0 {
        events.append(.recovered(stage: stageNames[bundle.task.stage.index], failures: failures))
      }
    }
    for id in outcome.dropped {
      guard let bundle = uncommitted.takeDropped(id, isEnding: id == ending) else { continue }
      count(0, of: bundle.executor, bundle.task.stage)
      retire(pool.condemn(bundle.executor, for: bundle.task.stage))
    }
    return events
  }
}
