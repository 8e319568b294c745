import BeamWorker
import JoistPlan
import Synchronization

/// What one thread works on, written by it and read by those who watch it.
final class ThreadActivity: Sendable {
  /// What a thread was seen to work on.
  struct Sight: Sendable, Equatable {
    /// The stage.
    var stage: StageID
    /// Since when, in monotonic nanoseconds.
    var since: Int64
    /// The step of the stage that is at work, where that is known.
    var step: StepActivity?
  }

  private struct Work: Sendable {
    var stage: StageID
    var since: Int64
    var executor: PooledExecutor?
  }

  private let work = Mutex<Work?>(nil)

  /// The thread begins something.
  func begin(_ stage: StageID, with executor: PooledExecutor?, at time: Int64) {
    work.withLock { $0 = Work(stage: stage, since: time, executor: executor) }
  }

  /// The thread has nothing to do.
  func end() { work.withLock { $0 = nil } }

  /// Whether the thread works on something.
  var isBusy: Bool { work.withLock { $0 != nil } }

  /// What the thread works on; nil: nothing.
  var sight: Sight? {
    work.withLock { work in
      work.map { Sight(stage: $0.stage, since: $0.since, step: $0.executor?.executor.activity) }
    }
  }
}
