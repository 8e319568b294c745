public import Rows

/// Says how far a restriction's outputs are in event time: nothing that comes from it later will be earlier. What is, is late.
///
/// A splittable function names its estimator's type as its `Estimator`. There are ``ManualWatermarkEstimator``, which every
/// function has that names none, ``MonotonicWatermarkEstimator`` and ``WalltimeWatermarkEstimator``; others are a few lines:
///
/// ```swift
/// /// Follows the newest element, some time behind it.
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
/// Source: Beam's WatermarkEstimator.
public protocol WatermarkEstimator<State>: SendableMetatype {
  /// What goes on from one bundle of a restriction to the next.
  associatedtype State: Streamable

  /// Whether it is shown the timestamps of what is emitted. False by default: then nobody looks at them.
  static var observesTimestamps: Bool { get }

  /// What is kept with the rest of the restriction when a bundle ends. The bundle that goes on has a new estimator made and
  /// sets its state to what was kept.
  var state: State { get set }

  /// Takes note of the timestamps of elements that were emitted: those of many at once, before they go downstream.
  mutating func observe(_ timestamps: borrowing ObservedTimestamps)

  /// What nothing to come will be earlier than, as known now. A value that is smaller than one before changes nothing.
  /// - Parameter now: processing time, as the runner has it.
  mutating func currentWatermark(now: Timestamp) -> Timestamp
}

extension WatermarkEstimator {
  /// False.
  @inlinable public static var observesTimestamps: Bool { false }
  /// Does nothing.
  @inlinable public mutating func observe(_ timestamps: borrowing ObservedTimestamps) {}
}

/// The timestamps of elements that were emitted one after the other; at least one. It cannot be kept.
public struct ObservedTimestamps: ~Escapable {
  /// That of all, where there is no column.
  private let time: Int64
  private let column: UnsafePointer<Int64>?
  /// How many there are.
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

  /// That of the element with a number, from 0, in the order in which they were emitted.
  public subscript(index: Int) -> Timestamp {
    precondition(index >= 0 && index < count, "there is no timestamp \(index) among \(count)")
    return Timestamp(milliseconds: column.map { $0[index] } ?? time)
  }

  /// The earliest of them.
  public var earliest: Timestamp { extreme { Swift.min($0, $1) } }

  /// The latest of them.
  public var latest: Timestamp { extreme { Swift.max($0, $1) } }

  @inline(__always) private func extreme(_ choose: (Int64, Int64) -> Int64) -> Timestamp {
    guard let column else { return Timestamp(milliseconds: time) }
    var extreme = column[0]
    for index in 1..<Swift.max(count, 1) { extreme = choose(extreme, column[index]) }
    return Timestamp(milliseconds: extreme)
  }
}
