import Synchronization

/// What a bundle still waits for when its functions have returned: deliveries at a broker, calls in flight.
public final class Settlement: Sendable {
  /// Called with the outcome.
  package typealias Action = @Sendable (Result<Void, any Error>) -> Void

  private struct State {
    var outstanding = 0
    var bytes = 0
    var failure: (any Error)?
    var whenDone: Action?
  }

  private let state = Mutex(State())

  package init() {}

  /// One thing that is outstanding.
  public final class Completion: Sendable {
    private let settlement: Settlement
    private let step: Step?
    private let isUsed = Atomic(false)

    fileprivate init(_ settlement: Settlement, of step: Step?) {
      self.settlement = settlement
      self.step = step
    }

    /// Nobody is left who could say so: the bundle would wait for ever.
    deinit { finish(ForgottenCompletion()) }

    /// It is done. Only the first call of `succeed` or `fail` counts.
    public func succeed() { finish(nil) }

    /// It failed, and so does the bundle. Throw a `RetryableError` in here for what passes by itself. Other errors are shown with the
    /// step that asked for the completion.
    public func fail(_ error: any Error) { finish(step?.failure(error) ?? error) }

    private func finish(_ error: (any Error)?) {
      let wasUsed = isUsed.exchange(true, ordering: .acquiringAndReleasing)
      if !wasUsed { settlement.complete(error) }
    }
  }

  /// Notes one more thing that is outstanding.
  /// - Parameters:
  ///   - step: the step that asks.
  ///   - refusal: fails the bundle, whatever becomes of it.
  func begin(bytes: Int, of step: Step? = nil, refusal: (any Error)? = nil) -> Completion {
    state.withLock { state in
      state.outstanding += 1
      if state.failure == nil { state.failure = refusal }
      state.bytes += bytes
    }
    return Completion(self, of: step)
  }

  /// The memory that is held for what was ever outstanding.
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

  /// Whether anything was ever outstanding and is not done yet.
  package var isOutstanding: Bool { state.withLock { $0.outstanding > 0 || $0.failure != nil } }

  /// Sets what to call once nothing is outstanding.
  /// - Returns: the outcome, if nothing is outstanding now; `action` is then never called. nil: `action` will be called once, on
  ///   the thread of the last completion.
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

/// A function asked for a completion and let it go without a word.
public struct ForgottenCompletion: Error, CustomStringConvertible {
  /// What to do.
  public var description: String {
    "a completion was let go before it was told how it ended; keep what `settle` returns until `succeed` or `fail` is called"
  }
}

/// A function settles and has not said so: fused with one that allows several bundles at once, its order would be lost.
public struct UndeclaredSettling: Error, CustomStringConvertible {
  let type: String

  /// What to write.
  public var description: String {
    """
    \(type) calls settle but does not declare that it settles: add `static var pipelineDepth: Int? { 1 }`, or a larger number \
    where the far side keeps the order of several bundles by itself
    """
  }
}
