import Rows

/// Keeps the estimator of the restriction that a bundle works on: what a source's context reaches of it.
@usableFromInline
package class WatermarkKeeper {
  /// The watermark as the estimator has it now.
  @usableFromInline var watermark: Timestamp { .min }

  fileprivate init() {}
}

/// Keeps an estimator, sees to it that its watermark does not go back, and that nobody moves it by hand who must not.
package final class EstimatorKeeper<Estimator: WatermarkEstimator>: WatermarkKeeper {
  private let state: UnsafeMutablePointer<SourceState>
  private let scope: BundleScope
  /// Nil while the function works on it.
  private var estimator: Estimator?
  /// Timestamps that came while the function worked on the estimator: it is shown them behind that.
  private var missed: [Int64] = []
  private var reached = Timestamp.min

  /// - Parameter state: where a manual watermark stands while a function runs: functions set it without a call.
  init(_ state: UnsafeMutablePointer<SourceState>, _ scope: BundleScope) {
    self.state = state
    self.scope = scope
  }

  /// Whether the function itself moves the watermark.
  private static var isManual: Bool { Estimator.self == ManualWatermarkEstimator.self }

  /// Begins with a restriction's estimator.
  /// - Parameter reached: the watermark that its bundles before have promised.
  func begin(_ estimator: Estimator, reached: Timestamp) {
    self.estimator = estimator
    self.reached = reached
    missed = []
    state.pointee.watermark = SourceState.untouched
    state.pointee.keeper = self
    state.pointee.isManual = Self.isManual
    show()
  }

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
  /// - Returns: what the next bundle is given of the estimator, and the watermark.
  /// - Throws: `WatermarkNotManual`.
  func end() throws -> (state: Estimator.State, watermark: Timestamp)? {
    if !Self.isManual, state.pointee.watermark != SourceState.untouched {
      throw WatermarkNotManual(estimator: "\(Estimator.self)")
    }
    let watermark = watermark
    return estimator.map { ($0.state, watermark) }
  }

  /// Lets the function work on the estimator.
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

  /// Puts a manual watermark where the function sets it.
  private func show() {
    guard Self.isManual, let manual = estimator as? ManualWatermarkEstimator else { return }
    state.pointee.watermark = max(state.pointee.watermark, manual.state.milliseconds, reached.milliseconds)
  }

  /// Takes over what the function has set.
  private func fetch() {
    guard Self.isManual, estimator != nil else { return }
    var manual = ManualWatermarkEstimator()
    manual.state = Timestamp(milliseconds: state.pointee.watermark)
    estimator = manual as? Estimator
  }
}

/// A function set its watermark by hand that is estimated otherwise.
public struct WatermarkNotManual: Error, CustomStringConvertible {
  let estimator: String

  /// Who estimates it, and what to do.
  public var description: String {
    """
    context.watermark was set, but the watermark is that of \(estimator). Leave it to the estimator, or tell it by \
    context.withEstimator(as:) what it should know, or make ManualWatermarkEstimator the function's Estimator
    """
  }
}

/// A function asked for an estimator of another type than its own.
public struct OtherEstimator: Error, CustomStringConvertible {
  let asked: String

  /// What was asked for.
  public var description: String {
    "context.withEstimator(as: \(asked).self) was called, but the restriction has another estimator; use Estimator.self"
  }
}

/// A function asked for its estimator while it was working on it.
public struct EstimatorAtWork: Error, CustomStringConvertible {
  let estimator: String

  /// What happened.
  public var description: String { "context.withEstimator was called within itself; \(estimator) is given out once" }
}
