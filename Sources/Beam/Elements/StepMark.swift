import Synchronization

/// Which step of an executor is at work: written by the thread that runs its bundle, read by whoever watches it.
package final class StepMark: Sendable {
  /// The mark of receivers that no executor has linked.
  package static let none = StepMark()

  private let current = Atomic(-1)
  private let batches = Atomic(0)

  package init() {}

  /// The place of the step at work among the executor's operators; -1: none.
  package var step: Int { current.load(ordering: .relaxed) }

  /// Batches that steps have begun: while it stands still, so do the elements.
  package var begun: Int { batches.load(ordering: .relaxed) }

  /// A step begins a batch.
  /// - Returns: the step that gave it the batch and is at work again when this one has ended.
  @inline(__always) func enter(_ step: Int) -> Int {
    let outer = current.load(ordering: .relaxed)
    current.store(step, ordering: .relaxed)
    // One thread writes, so this loses nothing.
    batches.store(batches.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    return outer
  }

  /// A step has ended its batch.
  @inline(__always) func leave(to outer: Int) { current.store(outer, ordering: .relaxed) }
}
