public import Rows

/// A function whose work on an element can be split, stopped and resumed. All sources are splittable functions.
///
/// ```swift
/// struct Count: SplittableDoFn {
///   func initialRestriction(for limit: Int64) -> OffsetRange { OffsetRange(from: 0, to: limit) }
///   func split(_ range: OffsetRange, of limit: Int64, into parts: Int) -> [OffsetRange] { range.split(into: parts) }
///   func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
///   func process(
///     _ limit: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
///   ) -> Continuation {
///     var next = claims.tracker.restriction.from
///     while claims.tryClaim(next) {
///       context.emit(next, at: Timestamp(milliseconds: next))
///       next += 1
///     }
///     return .done
///   }
/// }
/// let numbers = pipeline.create([1_000_000]).parDo(Count())
/// ```
public protocol SplittableDoFn<Input, Output>: SendableMetatype {
  /// The type of the elements that stand for work, such as the name of a file or a partition.
  associatedtype Input: Streamable
  /// The type of the elements that the function emits.
  associatedtype Output: Streamable
  /// The type that tracks which work has been claimed.
  associatedtype Tracker: RestrictionTracker
  /// The type that estimates the watermark; by default `ManualWatermarkEstimator`.
  associatedtype Estimator: WatermarkEstimator = ManualWatermarkEstimator

  /// Whether the work on every element is finite. True by default.
  static var isBounded: Bool { get }

  /// Returns all the work that an element stands for.
  func initialRestriction(for element: Input) throws -> Tracker.Restriction

  /// Splits a restriction before it is begun, so that all cores have work. By default it stays whole.
  /// - Parameters:
  ///   - restriction: the restriction to split.
  ///   - element: the element that it belongs to.
  ///   - parts: the number of pieces that the runner suggests: four per thread. A source whose elements are in the order of
  ///     event time should ignore it, since pieces that have not begun keep every window open.
  func split(_ restriction: Tracker.Restriction, of element: Input, into parts: Int) throws -> [Tracker.Restriction]

  /// The unit of `size(of:element:)`, in which the job's status shows the step's backlog: `12.3 k` elements, `1.2 GB`. Nil by
  /// default: the status then counts restrictions.
  static var sizeUnit: SizeUnit? { get }

  /// The amount of work in a restriction, in a unit that is the same for all restrictions. 1 by default.
  ///
  /// It is called when a restriction is split and at the end of each bundle, so it should be fast. For input that grows, such
  /// as a partition, count what is known to be there now.
  func size(of restriction: Tracker.Restriction, element: Input) throws -> Double

  /// Creates the tracker of a restriction.
  func makeTracker(for restriction: Tracker.Restriction) throws -> Tracker

  /// Creates the watermark estimator of a restriction, in its state before the first element. Implement it only if `Estimator`
  /// is your own type.
  func makeEstimator(for restriction: Tracker.Restriction, of element: Input) throws -> Estimator

  /// The origin of the elements that are emitted at a position, as text for dead letters (`Failure.origin`) and errors. It
  /// must be the same for the same position in every run, and differ between positions.
  ///
  /// By default it is the element and the position, as in `visits.json@1042`. The element is shown as its text if it is
  /// `LosslessStringConvertible`, and as its encoding otherwise.
  static func origin(of position: Tracker.Position, in element: Input) -> String

  /// Called once per bundle executor, before the first restriction.
  mutating func setUp() throws

  /// Processes a restriction until it is done, or until a claim is refused.
  ///
  /// After a refused claim, return `.done` at once. The work that has not been claimed continues in a later bundle.
  mutating func process(
    _ element: Input, _ claims: inout Claims<Tracker>, in context: SourceContext<Output>
  ) throws -> Continuation

  /// Called once, after the last restriction or the first failed one.
  mutating func tearDown()
}

extension SplittableDoFn {
  /// True: the work is finite.
  @inlinable public static var isBounded: Bool { true }
  /// Returns the restriction as a whole.
  @inlinable public func split(
    _ restriction: Tracker.Restriction, of element: Input, into parts: Int
  ) throws -> [Tracker.Restriction] { [restriction] }
  /// Nil: sizes have no known unit.
  @inlinable public static var sizeUnit: SizeUnit? { nil }
  /// 1: all restrictions count the same.
  @inlinable public func size(of restriction: Tracker.Restriction, element: Input) throws -> Double { 1 }
  /// Returns `element@position`, with the description of the position. Implement it yourself if that description may differ
  /// from run to run, or if the position is not `CustomStringConvertible`.
  public static func origin(of position: Tracker.Position, in element: Input) -> String {
    OriginText.source(element) + "@" + OriginText.plain("\(position)")
  }
  /// Does nothing: the function needs no preparation.
  @inlinable public mutating func setUp() throws {}
  /// Does nothing: the function has nothing to close.
  @inlinable public mutating func tearDown() {}
}

extension SplittableDoFn where Estimator == ManualWatermarkEstimator {
  /// Creates an estimator at the beginning of time.
  @inlinable public func makeEstimator(for restriction: Tracker.Restriction, of element: Input) -> Estimator {
    ManualWatermarkEstimator()
  }
}

extension SplittableDoFn where Estimator == MonotonicWatermarkEstimator {
  /// Creates an estimator at the beginning of time.
  @inlinable public func makeEstimator(for restriction: Tracker.Restriction, of element: Input) -> Estimator {
    MonotonicWatermarkEstimator()
  }
}

extension SplittableDoFn where Estimator == WalltimeWatermarkEstimator {
  /// Creates an estimator at the beginning of time.
  @inlinable public func makeEstimator(for restriction: Tracker.Restriction, of element: Input) -> Estimator {
    WalltimeWatermarkEstimator()
  }
}

/// The unit of restrictions' sizes.
public enum SizeUnit: String, Sendable, Hashable {
  /// Elements that will be emitted.
  case elements
  /// Bytes that will be read.
  case bytes
}

/// What happens after a call of a splittable function.
public enum Continuation: Sendable {
  /// The whole restriction has been claimed, or a claim was refused.
  case done
  /// There is no input now. The function is called again after a delay.
  case resume(after: Duration)
  /// There is no input now. The function is called again when the source passes the token to `SourceContext.wake`, or after
  /// `atMost`.
  case resumeOnWake(token: UInt64, atMost: Duration)
}
