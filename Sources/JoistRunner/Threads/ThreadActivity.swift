import JoistPlan
import Synchronization

/// What one thread works on, written by it and read by the watchdog.
final class ThreadActivity: Sendable {
  /// What a thread was seen to work on.
  struct Sight: Sendable, Equatable {
    /// The stage.
    var stage: StageID
    /// Since when, in monotonic nanoseconds.
    var since: Int64
  }

  private let stage = Atomic(-1)
  private let since = Atomic(Int64(0))
  /// Odd while the two above are being changed.
  private let version = Atomic(0)

  /// The thread begins something.
  func begin(_ stage: StageID, at time: Int64) { set(stage.index, time) }

  /// The thread has nothing to do.
  func end() { set(-1, 0) }

  /// What the thread works on; nil: nothing, or it is just changing.
  var sight: Sight? {
    let before = version.load(ordering: .acquiring)
    let (stage, since) = (stage.load(ordering: .relaxed), since.load(ordering: .relaxed))
    atomicMemoryFence(ordering: .acquiring)
    guard before % 2 == 0, version.load(ordering: .relaxed) == before, stage >= 0 else { return nil }
    return Sight(stage: StageID(stage), since: since)
  }

  private func set(_ stage: Int, _ since: Int64) {
    version.add(1, ordering: .relaxed)
    atomicMemoryFence(ordering: .releasing)
    self.stage.store(stage, ordering: .relaxed)
    self.since.store(since, ordering: .relaxed)
    version.add(1, ordering: .releasing)
  }
}
