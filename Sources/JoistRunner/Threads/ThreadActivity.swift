import BeamWorker
import JoistPlan
import Synchronization

/// What one worker thread works on. The thread writes it; the watchdog and the status read it.
final class ThreadActivity: Sendable {
  /// What a thread was working on at one moment.
  struct Observation: Sendable, Equatable {
    var stage: StageID
    /// When the thread began its bundle or group, in monotonic nanoseconds.
    var since: Int64
    /// The step that was running; nil: not known.
    var step: StepActivity?
  }

  private struct Work: Sendable {
    var stage: StageID
    var since: Int64
    var executor: PooledExecutor?
  }

  private let work = Mutex<Work?>(nil)

  /// Records that the thread begins a bundle or a piece of grouping work.
  func begin(_ stage: StageID, with executor: PooledExecutor?, at time: Int64) {
    work.withLock { $0 = Work(stage: stage, since: time, executor: executor) }
  }

  /// Records that the thread has finished.
  func end() { work.withLock { $0 = nil } }

  /// Whether the thread runs a bundle or a piece of grouping work.
  var isBusy: Bool { work.withLock { $0 != nil } }

  /// What the thread works on now; nil: nothing.
  var observation: Observation? {
    work.withLock { work in
      work.map { Observation(stage: $0.stage, since: $0.since, step: $0.executor?.executor.activity) }
    }
  }
}
