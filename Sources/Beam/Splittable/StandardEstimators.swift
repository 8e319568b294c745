public import Rows

/// A watermark that the function sets: `context.watermark = …`. Until it is set, the watermark is at the beginning of time. The
/// counterpart of Beam's ManualWatermarkEstimator.
public struct ManualWatermarkEstimator: WatermarkEstimator, Sendable {
  /// The watermark that was set last.
  public var state = Timestamp.min

  /// Creates an estimator at the beginning of time.
  public init() {}

  /// The watermark that was set last.
  public func currentWatermark(now: Timestamp) -> Timestamp { state }
}

/// A watermark at the latest timestamp that was emitted, for sources whose elements are in the order of event time. Elements
/// with earlier timestamps may be late. The counterpart of Beam's MonotonicWatermarkEstimator.
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
  /// True: the watermark follows the emitted timestamps.
  public static var observesTimestamps: Bool { true }

  /// The latest timestamp that was emitted.
  public var state = Timestamp.min

  /// Creates an estimator that has observed no timestamps.
  public init() {}

  /// Moves the watermark to the latest of the timestamps.
  public mutating func observe(_ timestamps: borrowing ObservedTimestamps) { state = max(state, timestamps.latest) }

  /// The latest timestamp that was emitted.
  public func currentWatermark(now: Timestamp) -> Timestamp { state }
}

/// A watermark at processing time, for sources whose elements have the time of their arrival as timestamp. The counterpart of
/// Beam's WalltimeWatermarkEstimator.
///
/// Processing time is the runner's clock, as in ``SourceContext/processingTime``. In tests it moves only when the test moves
/// it.
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
  /// The latest processing time that was observed.
  public var state = Timestamp.min

  /// Creates an estimator that has not read the clock yet.
  public init() {}

  /// Processing time; if the clock has gone back, the latest time that was observed.
  public mutating func currentWatermark(now: Timestamp) -> Timestamp {
    state = max(state, now)
    return state
  }
}
