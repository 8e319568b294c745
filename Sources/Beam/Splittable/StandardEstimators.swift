public import Rows

/// A watermark that the function itself moves: `context.watermark = …`. Where it never does, the watermark stays at the
/// beginning of time until the restriction is done. Source: Beam's ManualWatermarkEstimator.
public struct ManualWatermarkEstimator: WatermarkEstimator, Sendable {
  /// The watermark.
  public var state = Timestamp.min

  /// Makes an estimator at the beginning of time.
  public init() {}

  /// The watermark as it was set.
  public func currentWatermark(now: Timestamp) -> Timestamp { state }
}

/// A watermark that follows the elements, for sources whose elements come in the order of event time: it stands at the
/// latest timestamp emitted. An element with an earlier one is behind it, and so may be late.
/// Source: Beam's MonotonicWatermarkEstimator.
///
/// ```swift
/// struct Readings: SplittableDoFn {
///   typealias Estimator = MonotonicWatermarkEstimator
///
///   func initialRestriction(for count: Int64) -> OffsetRange { OffsetRange(from: 0, to: count) }
///   func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
///   func process(
///     _ count: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
///   ) -> Continuation {
///     var next = claims.tracker.restriction.from
///     while claims.tryClaim(next) {
///       context.emit(next, at: Timestamp(milliseconds: next * 1000))
///       next += 1
///     }
///     return .done
///   }
/// }
/// ```
public struct MonotonicWatermarkEstimator: WatermarkEstimator, Sendable {
  /// True.
  public static var observesTimestamps: Bool { true }

  /// The latest timestamp that was emitted.
  public var state = Timestamp.min

  /// Makes an estimator that has seen nothing yet.
  public init() {}

  /// Moves to the latest of the timestamps.
  public mutating func observe(_ timestamps: borrowing ObservedTimestamps) { state = max(state, timestamps.latest) }

  /// The latest timestamp that was emitted.
  public func currentWatermark(now: Timestamp) -> Timestamp { state }
}

/// A watermark that is processing time, for sources whose elements have no time but that of their arrival: nothing comes
/// with a timestamp of the past. Source: Beam's WalltimeWatermarkEstimator.
///
/// The time is the runner's, the same that ``SourceContext/processingTime`` gives; in tests it stands until it is moved.
/// ```swift
/// struct Poll: SplittableDoFn {
///   typealias Estimator = WalltimeWatermarkEstimator
///   static let isBounded = false
///
///   func initialRestriction(for url: String) -> OffsetRange { OffsetRange(from: 0, to: .max) }
///   func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
///   func process(
///     _ url: String, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<String>
///   ) -> Continuation {
///     guard claims.tryClaim(claims.tracker.restriction.from) else { return .done }
///     context.emit(url, at: context.processingTime)
///     return .resume(after: .seconds(10))
///   }
/// }
/// ```
public struct WalltimeWatermarkEstimator: WatermarkEstimator, Sendable {
  /// The latest processing time that was seen.
  public var state = Timestamp.min

  /// Makes an estimator that has not seen the clock yet.
  public init() {}

  /// Processing time; where the clock has gone back, the latest that was seen.
  public mutating func currentWatermark(now: Timestamp) -> Timestamp {
    state = max(state, now)
    return state
  }
}
