public import Rows

/// What a splittable function can use during a call: its output, watermark and clock. It cannot be stored beyond the call; the
/// compiler refuses that.
public struct SourceContext<Output>: ~Escapable {
  // SAFETY: the outlet and the pacer of the operator that calls the function own the emitter and the state, and are alive
  // during the call. The context is not escapable, so it does not outlive the call.
  @usableFromInline let emitter: UnsafeMutablePointer<Emitter<Output>>
  @usableFromInline let scope: BundleScope
  @usableFromInline let state: UnsafeMutablePointer<SourceState>

  @_lifetime(immortal)
  @usableFromInline init(
    _ emitter: UnsafeMutablePointer<Emitter<Output>>, _ scope: BundleScope,
    _ state: UnsafeMutablePointer<SourceState>
  ) {
    self.emitter = emitter
    self.scope = scope
    self.state = state
  }

  /// Emits an element with its event time. The same timestamps are valid as for ``PCollection/withTimestamps(_:_:file:line:)``.
  @inlinable @inline(__always) public func emit(_ value: consuming Output, at timestamp: Timestamp) {
    emitter.pointee.emit(value, atMilliseconds: timestamp.milliseconds)
  }

  /// Emits elements that a function makes, each with its event time. It is faster than repeated calls of `emit(_:at:)`, for
  /// sources whose elements take only nanoseconds.
  ///
  /// - Parameters:
  ///   - count: the number of elements.
  ///   - make: returns the element with a given number, from 0.
  /// - Throws: any error that `make` throws, after the elements before it have been emitted.
  @inlinable @inline(__always) public func emit(
    count: Int, _ make: (Int) throws -> (value: Output, timestamp: Timestamp)
  ) rethrows {
    try emitter.pointee.emit(count: count) { number in
      let (value, timestamp) = try make(number)
      return (value, timestamp.milliseconds)
    }
  }

  /// Emits an element with the timestamp of the restriction's own element.
  @inlinable @inline(__always) public func emit(_ value: consuming Output) { emitter.pointee.emit(value) }

  /// The watermark of the restriction: a promise that no earlier element will follow. It never goes back; setting an earlier
  /// time has no effect.
  ///
  /// Set it only if the function's `Estimator` is ``ManualWatermarkEstimator``, the default. Otherwise the step fails with
  /// `WatermarkNotManual`. An estimator observes timestamps in batches, when elements go downstream, so the value may lag
  /// behind the latest elements.
  @inlinable public var watermark: Timestamp {
    get {
      if !state.pointee.isManual, let keeper = state.pointee.keeper { return keeper.watermark }
      return Timestamp(milliseconds: state.pointee.watermark)
    }
    nonmutating set {
      if newValue.milliseconds > state.pointee.watermark { state.pointee.watermark = newValue.milliseconds }
    }
  }

  /// Gives access to the restriction's estimator, to update it by more than the timestamps of elements.
  ///
  /// ```swift
  /// /// Holds the watermark back while old elements are being read.
  /// struct Catching: WatermarkEstimator {
  ///   var state = Timestamp.min
  ///   var isCatchingUp = true
  ///   mutating func currentWatermark(now: Timestamp) -> Timestamp {
  ///     if !isCatchingUp { state = max(state, now - .seconds(1)) }
  ///     return state
  ///   }
  /// }
  ///
  /// struct Follow: SplittableDoFn {
  ///   static let isBounded = false
  ///   func initialRestriction(for name: String) -> OffsetRange { OffsetRange(from: 0, to: .max) }
  ///   func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  ///   func makeEstimator(for range: OffsetRange, of name: String) -> Catching { Catching() }
  ///   func process(
  ///     _ name: String, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<String>
  ///   ) throws -> Continuation {
  ///     let next = claims.tracker.restriction.from
  ///     try context.withEstimator(as: Estimator.self) { $0.isCatchingUp = next < 1_000 }
  ///     guard claims.tryClaim(next) else { return .done }
  ///     context.emit("\(name) \(next)", at: context.processingTime)
  ///     return .resume(after: .seconds(1))
  ///   }
  /// }
  /// ```
  /// - Parameters:
  ///   - type: the function's `Estimator`.
  ///   - body: is called with the estimator.
  /// - Throws: any error that `body` throws; `OtherEstimator` if the type is not the function's `Estimator`; `EstimatorAtWork`
  ///   if it is called within itself.
  public func withEstimator<Estimator: WatermarkEstimator, Result>(
    as type: Estimator.Type, _ body: (inout Estimator) throws -> Result
  ) throws -> Result {
    guard let keeper = state.pointee.keeper as? EstimatorKeeper<Estimator> else {
      throw OtherEstimator(asked: "\(Estimator.self)")
    }
    return try keeper.with(body)
  }

  /// Processing time, from the runner's clock. In tests the clock moves only when the test moves it.
  public var processingTime: Timestamp { Timestamp(milliseconds: scope.control.processingTime) }

  /// The clock of ``processingTime``. It may be stored and called from any thread, for sources that also work outside of
  /// bundles.
  public var clock: @Sendable () -> Timestamp {
    let clock = scope.control.clock
    return { Timestamp(milliseconds: clock()) }
  }

  /// Whether more input is waiting, so that the runner may make the next bundle longer. Set by the source.
  @inlinable public var hasBacklog: Bool {
    get { state.pointee.hasBacklog }
    nonmutating set { state.pointee.hasBacklog = newValue }
  }

  /// The steps that still hold the elements, or results of them, after the bundle is committed: the first step after each stage
  /// boundary. Empty if all steps after the source are fused with it, so that a committed bundle has been processed completely.
  public var downstreamSteps: [String] { scope.downstreamSteps }

  /// Wakes the restriction that waits for a token. It may be stored and called from any thread.
  public var wake: @Sendable (UInt64) -> Void { scope.control.wake }

  /// Adds an action that runs after the bundle is committed, and not if the bundle fails.
  public func afterCommit(_ action: @escaping @Sendable () -> Void) { scope.afterCommit.append(action) }
}
