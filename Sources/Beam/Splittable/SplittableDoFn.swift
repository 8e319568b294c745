public import Rows

/// A function whose work on one element can be cut into pieces, stopped and taken up again: the one way to write a source.
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
  /// What stands for the work: the name of a file, a partition.
  associatedtype Input: Streamable
  /// What it emits.
  associatedtype Output: Streamable
  /// Keeps account of what has been done.
  associatedtype Tracker: RestrictionTracker
  /// Says how far the outputs are in event time; a `ManualWatermarkEstimator` where nothing else is said.
  associatedtype Estimator: WatermarkEstimator = ManualWatermarkEstimator

  /// Whether the work on every element comes to an end by itself. True by default.
  static var isBounded: Bool { get }

  /// All the work that an element stands for.
  func initialRestriction(for element: Input) throws -> Tracker.Restriction

  /// Cuts a restriction before it is begun, so that all cores have work. By default it stays whole.
  /// - Parameter parts: how many pieces the runner would like: four for each of its threads. A source whose elements come in
  ///   the order of event time should ignore it: unstarted pieces hold every window open.
  func split(_ restriction: Tracker.Restriction, of element: Input, into parts: Int) throws -> [Tracker.Restriction]

  /// What `size(of:element:)` counts. Where it says so, the job's status shows what is still to be read as the step's backlog:
  /// `12.3 k` elements, `1.2 GB`. Nil by default: nobody can say, and the status counts pieces.
  static var sizeUnit: SizeUnit? { get }

  /// How much work a restriction is, in any unit that is the same for all. 1 by default.
  ///
  /// Asked when the restriction is split, and of what is left at the end of each bundle: it must not take long. A source that
  /// follows something that grows, a partition, counts what is known to be there now.
  func size(of restriction: Tracker.Restriction, element: Input) throws -> Double

  /// Makes the account of a restriction.
  func makeTracker(for restriction: Tracker.Restriction) throws -> Tracker

  /// Makes the estimator of a restriction's watermark as it is when nothing has been emitted. To be written only where the
  /// `Estimator` is a type of one's own.
  func makeEstimator(for restriction: Tracker.Restriction, of element: Input) throws -> Estimator

  /// The place of what is emitted at a position, in words: how a dead letter names it (`Failure.place`), and an error. The same
  /// for the same position in every run, different for different ones. By default the element and the position, as
  /// `visits.json@1042`; the element as its text where it is `LosslessStringConvertible`, else as its encoding.
  static func origin(of position: Tracker.Position, in element: Input) -> String

  /// Called once for each bundle executor, before the first restriction.
  mutating func setUp() throws

  /// Works on a restriction until it is done, or until a claim is refused.
  ///
  /// A refused claim ends the call: return at once with `.done`. What had not been claimed is run later.
  mutating func process(
    _ element: Input, _ claims: inout Claims<Tracker>, in context: SourceContext<Output>
  ) throws -> Continuation

  /// Called once, after the last restriction or the first that failed.
  mutating func tearDown()
}

extension SplittableDoFn {
  /// True.
  @inlinable public static var isBounded: Bool { true }
  /// The restriction, whole.
  @inlinable public func split(
    _ restriction: Tracker.Restriction, of element: Input, into parts: Int
  ) throws -> [Tracker.Restriction] { [restriction] }
  /// Nil.
  @inlinable public static var sizeUnit: SizeUnit? { nil }
  /// 1.
  @inlinable public func size(of restriction: Tracker.Restriction, element: Input) throws -> Double { 1 }
  /// `element@position`, the position as it describes itself: one whose description may differ from run to run, as that of a
  /// type without `CustomStringConvertible` may from release to release, wants words of its own.
  public static func origin(of position: Tracker.Position, in element: Input) -> String {
    OriginText.source(element) + "@" + OriginText.plain("\(position)")
  }
  /// Does nothing.
  @inlinable public mutating func setUp() throws {}
  /// Does nothing.
  @inlinable public mutating func tearDown() {}
}

extension SplittableDoFn where Estimator == ManualWatermarkEstimator {
  /// At the beginning of time.
  @inlinable public func makeEstimator(for restriction: Tracker.Restriction, of element: Input) -> Estimator {
    ManualWatermarkEstimator()
  }
}

extension SplittableDoFn where Estimator == MonotonicWatermarkEstimator {
  /// At the beginning of time.
  @inlinable public func makeEstimator(for restriction: Tracker.Restriction, of element: Input) -> Estimator {
    MonotonicWatermarkEstimator()
  }
}

extension SplittableDoFn where Estimator == WalltimeWatermarkEstimator {
  /// At the beginning of time.
  @inlinable public func makeEstimator(for restriction: Tracker.Restriction, of element: Input) -> Estimator {
    WalltimeWatermarkEstimator()
  }
}

/// What the size of a restriction counts.
public enum SizeUnit: String, Sendable, Hashable {
  /// Elements that it will make.
  case elements
  /// Bytes that it will read.
  case bytes
}

/// How a splittable function ends its call.
public enum Continuation: Sendable {
  /// The restriction is done, or a claim was refused.
  case done
  /// There is nothing to read now: call again after a while.
  case resume(after: Duration)
  /// There is nothing to read now: call again when the source signals the token (`SourceContext.wake`), or after so long.
  case resumeOnWake(token: UInt64, atMost: Duration)
}
