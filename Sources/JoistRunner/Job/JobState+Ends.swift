import Beam
import BeamWorker
import JoistEngine
import JoistPlan

/// The ends of bundles and groups, each with the events to be logged. What those of a job that has ended bring is of no
/// use.
extension JobState {
  /// A bundle's run has ended well: it is committed, or it settles. Its executor is free in either case.
  /// - Parameter bytes: the memory of its input and output.
  mutating func ran(_ bundle: BundlesUnderWay.Bundle, bytes: Int, now: Int64) -> [JobEvent] {
    let (task, result) = (bundle.task, bundle.finished.result)
    if let condemned = pool.put(bundle.executor, for: task.stage) { retired.append(condemned) }
    guard end == nil else { return [] }
    underWay.add(bundle)
    if bundle.isSettling {
      settling += 1
      return apply(coordinator.settle(task.id, result, bytes: bytes, now: now), ending: nil)
    }
    _ = underWay.endsFallen(task.id)
    return apply(coordinator.commit(task.id, result, now: now), ending: task.id)
  }

  /// The deliveries of a bundle have arrived.
  mutating func settled(_ task: BundleTask, now: Int64) -> [JobEvent] {
    settling -= 1
    guard end == nil else { return [] }
    underWay.delivered(task.id)
    _ = underWay.endsFallen(task.id)
    return apply(coordinator.commit(task.id, now: now), ending: task.id)
  }

  /// A bundle failed, or its deliveries: nothing of it has happened.
  mutating func failed(_ task: BundleTask, _ error: any Error, wasSettling: Bool, now: Int64) -> [JobEvent] {
    if wasSettling { settling -= 1 }
    guard end == nil else { return [] }
    underWay.delivered(task.id)
    if underWay.endsFallen(task.id) {
      // It is repeated with the bundle that it fell with, which says what was wrong.
      return apply(coordinator.fail(task.id, retryAt: now), ending: task.id)
    }
    if error is BundleAbandoned { return apply(coordinator.fail(task.id, retryAt: .max), ending: task.id) }
    let failures = retries.failures(of: task) + 1
    if FailureClass(error) == .user && failures >= options.retries.maxAttempts { return failed(error) }
    let status = RetryStatus(
      stage: stageNames[task.stage.index], failures: failures, message: String(describing: error),
      nextAttempt: now + options.retries.pause(afterFailures: failures))
    retries.failed(task, status)
    let events = apply(coordinator.fail(task.id, retryAt: status.nextAttempt), ending: task.id)
    return events + [.retrying(status)]
  }

  /// The job fails.
  mutating func failed(_ error: any Error) -> [JobEvent] {
    guard end == nil else { return [] }
    finish(.failed(error))
    return [.failed(error)]
  }

  /// A piece of grouping work is committed.
  mutating func commit(_ group: GroupResult, now: Int64) -> [JobEvent] {
    guard end == nil else { return [] }
    coordinator.commit(group, now: now)
    commits += 1
    let failures = retries.succeeded(group.id)
    return failures > 0 ? [.recovered(stage: stageNames[group.stage.index], failures: failures)] : []
  }

  /// A combiner threw something that passes: notes when the thread tries again.
  mutating func pauses(_ task: GroupTask, _ error: any Error, failures: Int, now: Int64) -> RetryStatus {
    let status = RetryStatus(
      stage: stageNames[task.stage.index], failures: failures, message: String(describing: error),
      nextAttempt: now + options.retries.pause(afterFailures: failures))
    retries.failed(task.id, status)
    return status
  }

  /// A piece of grouping work failed, or waited to be tried again when the job was asked to stop: what its machines hold is
  /// of no use any more.
  mutating func failed(_ task: GroupTask, _ error: any Error) -> [JobEvent] {
    guard error is JobIsEnding else { return failed(error) }
    finish(.stopped)
    return []
  }

  /// Does what the coordinator's decision about bundles entails.
  /// - Parameter ending: the bundle that ends with this call, if one does.
  private mutating func apply(_ outcome: Outcome, ending: BundleID?) -> [JobEvent] {
    var events: [JobEvent] = []
    for id in outcome.committed {
      guard let bundle = underWay.takeCommitted(id) else { continue }
      totals.add(bundle.finished.counters, of: bundle.task.stage)
      followers.append(bundle.finished.afterCommit)
      commits += 1
      let failures = retries.succeeded(bundle.task)
      if failures > 0 {
        events.append(.recovered(stage: stageNames[bundle.task.stage.index], failures: failures))
      }
    }
    for id in outcome.dropped {
      guard let bundle = underWay.takeDropped(id, isEnding: id == ending) else { continue }
      if let idle = pool.condemn(bundle.executor, for: bundle.task.stage) { retired.append(idle) }
    }
    return events
  }
}
