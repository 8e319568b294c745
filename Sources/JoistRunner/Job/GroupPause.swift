import JoistEngine

/// How often a combiner after a shuffle has failed in a row, in one piece of grouping work.
///
/// What plain grouping has combined cannot be undone, so the work is not given back to the engine: its thread waits and goes on
/// where it was. Work that can be undone fails at once, and is given back as any other.
struct GroupPause {
  let task: GroupTask
  var failures = 0

  init(of task: GroupTask) { self.task = task }
}

/// The job ends while a piece of grouping work waits to be tried again.
struct JobIsEnding: Error {}

extension JobCore {
  /// Waits, on the thread that works, until a combiner that failed is to be called again.
  /// - Throws: the error, where it does not pass by itself; `JobIsEnding` where the job ends or is stopped meanwhile.
  func pause(_ pause: inout GroupPause, _ error: any Error) throws {
    guard FailureClass(error) == .transient, !pause.task.canUndo else { throw error }
    pause.failures += 1
    let (task, failures) = (pause.task, pause.failures)
    let status = update { state, now in state.pauses(task, error, failures: failures, now: now) }
    JobEvent.retrying(status).log(to: options.logger)
    if clock.skip(to: status.nextAttempt) { return }
    let isOver = monitor.wait(on: Self.pauseCondition) { state -> Monitor<JobState>.Decision<Bool> in
      if state.end != nil || state.isStopping { return .done(true) }
      let left = status.nextAttempt - clock.processingTime
      return left <= 0 ? .done(false) : .wait(nanoseconds: left * 1_000_000)
    }
    if isOver { throw JobIsEnding() }
  }
}
