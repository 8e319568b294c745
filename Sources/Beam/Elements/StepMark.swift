import Synchronization

/// Marks which step of an executor is running. The thread that runs the bundle writes it; any thread may read it.
package final class StepMark: Sendable {
  /// The mark of receivers that belong to no executor.
  package static let none = StepMark()

  private let current = Atomic(-1)
  private let batches = Atomic(0)

  package init() {}

  /// The index of the running step among the executor's operators; -1 if none is running.
  package var step: Int { current.load(ordering: .relaxed) }

  /// The number of batches that steps have begun. While it does not change, a step is working on the same batch.
  package var begun: Int { batches.load(ordering: .relaxed) }

  /// Marks a step as running, when it begins a batch.
  /// - Returns: the step that passed the batch, to give to `leave`.
  @inline(__always) func enter(_ step: Int) -> Int {
    let outer = current.load(ordering: .relaxed)
    current.store(step, ordering: .relaxed)
    // Only one thread writes, so no increment is lost.
    batches.store(batches.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    return outer
  }

  /// Marks the step that passed the batch as running again.
  @inline(__always) func leave(to outer: Int) { current.store(outer, ordering: .relaxed) }
}
