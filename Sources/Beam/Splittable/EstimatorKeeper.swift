import Rows

/// Holds the watermark estimator of the current restriction, without its type. A source's context uses it.
@usableFromInline
package class WatermarkKeeper {
  /// The current watermark of the estimator.
  @usableFromInline var watermark: Timestamp { .min }

  fileprivate init() {}
}

/// Holds the watermark estimator of the current restriction. It keeps the watermark from going back, and refuses a watermark
/// that a function sets although its estimator is not manual.
package final class EstimatorKeeper<Estimator: WatermarkEstimator>: WatermarkKeeper {
  private let state: UnsafeMutablePointer<SourceState>
  private let scope: BundleScope
  /// The estimator; nil while the function uses it in `with`, and before the first restriction.
  private var estimator: Estimator?
  /// Timestamps that were emitted while the function used the estimator, which observes them afterwards.
  private var missed: [Int64] = []
  /// The latest watermark of the restriction, which never goes back.
  private var reached = Timestamp.min

  /// - Parameters:
  ///   - state: holds a manual watermark while the function runs, so that it can be set without a call.
  ///   - scope: the state of the bundle.
  init(_ state: UnsafeMutablePointer<SourceState>, _ scope: BundleScope) {
    self.state = state
    self.scope = scope
  }

  /// Whether the function sets the watermark itself.
  private static var isManual: Bool { Estimator.self == ManualWatermarkEstimator.self }

  /// Begins a restriction.
  /// - Parameters:
  ///   - estimator: the restriction's estimator.
  ///   - reached: the watermark that earlier bundles of the restriction have reported.
  func begin(_ estimator: Estimator, reached: Timestamp) {
    self.estimator = estimator
    self.reached = reached
    missed = []
    state.pointee.watermark = SourceState.untouched
    state.pointee.keeper = self
    state.pointee.isManual = Self.isManual
    show()
  }

  /// Shows timestamps that were emitted to the estimator.
  func observe(_ header: Header, _ count: Int) {
    if estimator == nil { missed += (0..<count).map { header.time(at: $0) } }
    estimator?.observe(ObservedTimestamps(header, count))
  }

  override var watermark: Timestamp {
    fetch()
    let now = Timestamp(milliseconds: scope.control.processingTime)
    if let current = estimator?.currentWatermark(now: now) { reached = max(reached, current.clamped) }
    return reached
  }

  /// Ends a bundle.
  /// - Returns: the state of the estimator for the next bundle, and the watermark.
  /// - Throws: `WatermarkNotManual` if the function set the watermark of an estimator that is not manual.
  func end() throws -> (state: Estimator.State, watermark: Timestamp)? {
    if !Self.isManual, state.pointee.watermark != SourceState.untouched {
      throw WatermarkNotManual(estimator: "\(Estimator.self)")
    }
    let watermark = watermark
    return estimator.map { ($0.state, watermark) }
  }

  /// Calls `body` with the estimator.
  /// - Throws: `EstimatorAtWork` if it is called within itself, and any error that `body` throws.
  func with<Result>(_ body: (inout Estimator) throws -> Result) throws -> Result {
    fetch()
    guard var taken = estimator.take() else { throw EstimatorAtWork(estimator: "\(Estimator.self)") }
    defer {
      if !missed.isEmpty { missed.withUnsafeBufferPointer { taken.observe(ObservedTimestamps($0)) } }
      missed = []
      estimator = taken
      show()
    }
    return try body(&taken)
  }

  /// Copies a manual estimator's watermark to the state, where the function sets it.
  private func show() {
    guard Self.isManual, let manual = estimator as? ManualWatermarkEstimator else { return }
    state.pointee.watermark = max(state.pointee.watermark, manual.state.milliseconds, reached.milliseconds)
  }

  /// Copies the watermark that the function has set back to a manual estimator.
  private func fetch() {
    guard Self.isManual, estimator != nil else { return }
    var manual = ManualWatermarkEstimator()
    manual.state = Timestamp(milliseconds: state.pointee.watermark)
    estimator = manual as? Estimator
  }
}

/// A function set its watermark, but its estimator is not manual.
public struct WatermarkNotManual: Error, CustomStringConvertible {
  let estimator: String

  /// The estimator, and what to do.
  public var description: String {
    """
    context.watermark was set, but \(estimator) estimates the watermark. Do not set it, or update the estimator in \
    context.withEstimator(as:), or use ManualWatermarkEstimator as the function's Estimator
    """
  }
}

/// A function asked for an estimator of a type other than its own.
public struct OtherEstimator: Error, CustomStringConvertible {
  let asked: String

  /// The type that was asked for, and what to do.
  public var description: String {
    "context.withEstimator(as: \(asked).self) was called, but the function has another estimator; use Estimator.self"
  }
}

/// A function called `withEstimator` within `withEstimator`.
public struct EstimatorAtWork: Error, CustomStringConvertible {
  let estimator: String

  /// What happened, and what to do.
  public var description: String {
    "context.withEstimator was called within itself; use the \(estimator) of the outer call"
  }
}
