public import Rows

/// Estimates the watermark of a restriction: a time that later elements are not expected to precede. Elements that do are late.
///
/// A splittable function names the type as its `Estimator`. The default is ``ManualWatermarkEstimator``; there are also
/// ``MonotonicWatermarkEstimator`` and ``WalltimeWatermarkEstimator``. You can write your own in a few lines:
///
/// ```swift
/// /// Stays a fixed time behind the newest element.
/// struct Behind: WatermarkEstimator {
///   static let observesTimestamps = true
///   var state = Timestamp.min
///   let disorder: Duration
///
///   init(by disorder: Duration) { self.disorder = disorder }
///
///   mutating func observe(_ timestamps: borrowing ObservedTimestamps) { state = max(state, timestamps.latest) }
///   func currentWatermark(now: Timestamp) -> Timestamp { state - disorder }
/// }
///
/// struct Ticks: SplittableDoFn {
///   func initialRestriction(for limit: Int64) -> OffsetRange { OffsetRange(from: 0, to: limit) }
///   func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
///   func makeEstimator(for range: OffsetRange, of limit: Int64) -> Behind { Behind(by: .seconds(2)) }
///   func process(
///     _ limit: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
///   ) -> Continuation {
///     let next = claims.tracker.restriction.from
///     guard claims.tryClaim(next) else { return .done }
///     context.emit(next, at: Timestamp(milliseconds: next * 1000))
///     return .resume(after: .seconds(1))
///   }
/// }
/// ```
/// It is the counterpart of Beam's WatermarkEstimator.
public protocol WatermarkEstimator<State>: SendableMetatype {
  /// The state that is kept between the bundles of a restriction.
  associatedtype State: Streamable

  /// Whether `observe` is called with the timestamps of emitted elements. False by default.
  static var observesTimestamps: Bool { get }

  /// The state that is stored with the rest of the restriction when a bundle ends. The next bundle creates a new estimator and
  /// sets its state to the stored value.
  var state: State { get set }

  /// Observes the timestamps of emitted elements. It is called with many at once, before they go downstream.
  mutating func observe(_ timestamps: borrowing ObservedTimestamps)

  /// Returns the watermark: later elements are expected to have this timestamp or a later one. A value below an earlier one has
  /// no effect.
  /// - Parameter now: the current processing time.
  mutating func currentWatermark(now: Timestamp) -> Timestamp
}

extension WatermarkEstimator {
  /// False: timestamps are not observed.
  @inlinable public static var observesTimestamps: Bool { false }
  /// Does nothing; implement it if `observesTimestamps` is true.
  @inlinable public mutating func observe(_ timestamps: borrowing ObservedTimestamps) {}
}

/// The timestamps of at least one element, in the order in which they were emitted. It cannot be stored beyond the call.
public struct ObservedTimestamps: ~Escapable {
  /// The timestamp of all elements, if `column` is nil.
  private let time: Int64
  /// The timestamp of each element; nil if they share one.
  // SAFETY: the caller keeps the column alive during the call of `observe`, and this type is not escapable.
  private let column: UnsafePointer<Int64>?
  /// The number of timestamps; at least 1.
  public let count: Int

  @_lifetime(immortal)
  init(_ header: Header, _ count: Int) {
    time = header.time
    column = header.times.map { UnsafePointer($0) }
    self.count = count
  }

  @_lifetime(immortal)
  init(_ column: UnsafeBufferPointer<Int64>) {
    time = 0
    self.column = column.baseAddress
    count = column.count
  }

  /// The timestamp at an index, from 0, in the order in which the elements were emitted.
  public subscript(index: Int) -> Timestamp {
    precondition(index >= 0 && index < count, "the index \(index) is not in 0 ..< \(count)")
    return Timestamp(milliseconds: column.map { $0[index] } ?? time)
  }

  /// The earliest timestamp.
  public var earliest: Timestamp { extreme { Swift.min($0, $1) } }

  /// The latest timestamp.
  public var latest: Timestamp { extreme { Swift.max($0, $1) } }

  @inline(__always) private func extreme(_ choose: (Int64, Int64) -> Int64) -> Timestamp {
    guard let column else { return Timestamp(milliseconds: time) }
    var extreme = column[0]
    for index in 1..<Swift.max(count, 1) { extreme = choose(extreme, column[index]) }
    return Timestamp(milliseconds: extreme)
  }
}
