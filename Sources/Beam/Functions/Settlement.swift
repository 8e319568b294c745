import Synchronization

/// The asynchronous operations that a bundle waits for before it is committed: deliveries to a broker, calls in flight.
public final class Settlement: Sendable {
  /// Receives the outcome of all operations.
  package typealias Action = @Sendable (Result<Void, any Error>) -> Void

  private struct State {
    /// Operations that have not completed.
    var outstanding = 0
    /// The memory of all operations that were begun.
    var bytes = 0
    /// The first failure.
    var failure: (any Error)?
    /// Called once, when nothing is outstanding; nil if not set, or called.
    var whenDone: Action?
  }

  private let state = Mutex(State())

  package init() {}

  /// Completes one operation: call `succeed` or `fail`, once, from any thread.
  public final class Completion: Sendable {
    private let settlement: Settlement
    private let step: Step?
    private let isUsed = Atomic(false)

    fileprivate init(_ settlement: Settlement, of step: Step?) {
      self.settlement = settlement
      self.step = step
    }

    /// Fails the bundle if the completion was not used, since the bundle would wait forever.
    deinit { finish(ForgottenCompletion()) }

    /// Marks the operation as successful. Only the first call of `succeed` or `fail` counts.
    public func succeed() { finish(nil) }

    /// Marks the operation as failed, so that the bundle fails. Only the first call of `succeed` or `fail` counts.
    /// - Parameter error: a `RetryableError` if a retry may help. Other errors are shown with the step that called `settle`.
    public func fail(_ error: any Error) { finish(step?.failure(error) ?? error) }

    private func finish(_ error: (any Error)?) {
      let wasUsed = isUsed.exchange(true, ordering: .acquiringAndReleasing)
      if !wasUsed { settlement.complete(error) }
    }
  }

  /// Begins an operation.
  /// - Parameters:
  ///   - bytes: the memory that the operation holds until it completes.
  ///   - step: the step that waits for it.
  ///   - refusal: an error that fails the bundle regardless of the outcome; nil if there is none.
  func begin(bytes: Int, of step: Step? = nil, refusal: (any Error)? = nil) -> Completion {
    state.withLock { state in
      state.outstanding += 1
      if state.failure == nil { state.failure = refusal }
      state.bytes += bytes
    }
    return Completion(self, of: step)
  }

  /// The memory of all operations that were begun, in bytes.
  package var bytes: Int { state.withLock { $0.bytes } }

  private func complete(_ error: (any Error)?) {
    let end = state.withLock { state -> (action: Action, result: Result<Void, any Error>)? in
      state.outstanding -= 1
      if state.failure == nil { state.failure = error }
      guard let result = Self.result(of: state), let action = state.whenDone.take() else { return nil }
      return (action, result)
    }
    if let end { end.action(end.result) }
  }

  /// Whether an operation is outstanding or has failed, so that the bundle cannot be committed yet.
  package var isOutstanding: Bool { state.withLock { $0.outstanding > 0 || $0.failure != nil } }

  /// Sets the action to call when nothing is outstanding.
  /// - Returns: the outcome if nothing is outstanding now, and `action` is never called. Otherwise nil, and `action` is called
  ///   once, on the thread of the last completion.
  package func whenDone(_ action: @escaping Action) -> Result<Void, any Error>? {
    state.withLock { state in
      if let result = Self.result(of: state) { return result }
      state.whenDone = action
      return nil
    }
  }

  private static func result(of state: State) -> Result<Void, any Error>? {
    guard state.outstanding == 0 else { return nil }
    return state.failure.map { .failure($0) } ?? .success(())
  }
}

/// A function dropped a completion without calling `succeed` or `fail`.
public struct ForgottenCompletion: Error, CustomStringConvertible {
  /// What happened, and what to do.
  public var description: String {
    "a completion was dropped before it completed; keep the value that settle returns until you call succeed or fail"
  }
}

/// A function calls `settle` but declares no `pipelineDepth`. Fused with a function that allows several bundles at once, it
/// would lose its order.
public struct UndeclaredSettling: Error, CustomStringConvertible {
  let type: String

  /// The declaration to add.
  public var description: String {
    """
    \(type) calls settle but declares no pipelineDepth: add `static var pipelineDepth: Int? { 1 }`, or a larger number if the \
    external system keeps the order of several bundles
    """
  }
}
