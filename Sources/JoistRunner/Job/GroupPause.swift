import JoistEngine

/// Counts how often a combiner has failed in a row within one piece of grouping work.
///
/// Plain grouping cannot undo what it has combined, so the work cannot be returned to the engine: its thread waits and then
/// continues where it stopped. Work that can be undone fails at once and is returned to the engine like any other.
struct GroupPause {
  let task: GroupTask
  var failures = 0

  init(of task: GroupTask) { self.task = task }
}

/// Thrown when the job ends while a piece of grouping work waits to be tried again.
struct JobIsEnding: Error {}

extension JobCore {
  /// Blocks the calling worker thread until it is time to call a failed combiner again.
  /// - Throws: `error` if it is not transient or the work can be undone; `JobIsEnding` if the job ends or is stopped first.
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
