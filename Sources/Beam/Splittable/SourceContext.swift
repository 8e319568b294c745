public import Rows

/// What a splittable function may do while it is called. It cannot be kept.
public struct SourceContext<Output>: ~Escapable {
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

  /// Emits an element with its event time, which may be what ``PCollection/withTimestamps(_:_:file:line:)`` takes.
  @inlinable @inline(__always) public func emit(_ value: consuming Output, at timestamp: Timestamp) {
    emitter.pointee.emit(value, atMilliseconds: timestamp.milliseconds)
  }

  /// Emits elements that a function makes, each with its event time: faster than as many calls of `emit(_:at:)`, for sources
  /// whose elements cost a few nanoseconds.
  ///
  /// - Parameters:
  ///   - count: how many there are.
  ///   - make: makes the element with a number, from 0.
  /// - Throws: what `make` throws; the elements before are emitted.
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

  /// Promises that nothing earlier will come from this restriction. It never goes back; a smaller value changes nothing.
  ///
  /// To be set only where the function's `Estimator` is a ``ManualWatermarkEstimator``, as it is where it names none; else the
  /// step fails with `WatermarkNotManual`. An estimator that observes timestamps sees them when they go downstream, many at a
  /// time, so that what one reads here may be behind what was emitted last.
  @inlinable public var watermark: Timestamp {
    get {
      if !state.pointee.isManual, let keeper = state.pointee.keeper { return keeper.watermark }
      return Timestamp(milliseconds: state.pointee.watermark)
    }
    nonmutating set {
      if newValue.milliseconds > state.pointee.watermark { state.pointee.watermark = newValue.milliseconds }
    }
  }

  /// Works on the restriction's estimator, where it is to be told more than the timestamps of elements.
  ///
  /// ```swift
  /// /// Holds the watermark back while the far side is being asked for what is old.
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
  /// - Parameter type: the function's own `Estimator`.
  /// - Throws: what the body throws; `OtherEstimator` where the type is another; `EstimatorAtWork` where it is called within
  ///   itself.
  public func withEstimator<Estimator: WatermarkEstimator, Result>(
    as type: Estimator.Type, _ body: (inout Estimator) throws -> Result
  ) throws -> Result {
    guard let keeper = state.pointee.keeper as? EstimatorKeeper<Estimator> else {
      throw OtherEstimator(asked: "\(Estimator.self)")
    }
    return try keeper.with(body)
  }

  /// Processing time: the runner's clock, which in tests stands until it is moved.
  public var processingTime: Timestamp { Timestamp(milliseconds: scope.control.processingTime) }

  /// The clock that gives ``processingTime``. It may be kept and read from any thread, for sources that work outside of
  /// bundles, too.
  public var clock: @Sendable () -> Timestamp {
    let clock = scope.control.clock
    return { Timestamp(milliseconds: clock()) }
  }

  /// Says that more input is waiting, so that the next bundle may be a long one.
  @inlinable public var hasBacklog: Bool {
    get { state.pointee.hasBacklog }
    nonmutating set { state.pointee.hasBacklog = newValue }
  }

  /// The steps that still have what became of the elements when their bundle is committed: the first behind each cut. None
  /// where all steps after the source run in its own bundles, down to the sinks: then a committed bundle is done with.
  public var downstreamSteps: [String] { scope.downstreamSteps }

  /// The function by which the source wakes a restriction that waits for a token, from any thread, at any time.
  public var wake: @Sendable (UInt64) -> Void { scope.control.wake }

  /// Has something done once the bundle is committed, and not at all where it fails.
  public func afterCommit(_ action: @escaping @Sendable () -> Void) { scope.afterCommit.append(action) }
}
