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

  /// Whether the work on every element comes to an end by itself. True by default.
  static var isBounded: Bool { get }

  /// All the work that an element stands for.
  func initialRestriction(for element: Input) throws -> Tracker.Restriction

  /// Cuts a restriction before it is begun, so that all cores have work. By default it stays whole.
  /// - Parameter parts: how many pieces the runner would like: four for each of its threads. A source whose elements come in
  ///   the order of event time should ignore it: unstarted pieces hold every window open.
  func split(_ restriction: Tracker.Restriction, of element: Input, into parts: Int) throws -> [Tracker.Restriction]

  /// How much work a restriction is, in any unit that is the same for all. 1 by default.
  func size(of restriction: Tracker.Restriction, element: Input) throws -> Double

  /// Makes the account of a restriction.
  func makeTracker(for restriction: Tracker.Restriction) throws -> Tracker

  /// Called once for each bundle executor, before the first restriction.
  mutating func setUp() throws

  /// Works on a restriction until it is done, or until a claim is refused.
  ///
  /// A refused claim ends the call: return at once with `.done`. What had not been claimed is run later.
  mutating func process(
    _ element: Input, _ claims: inout Claims<Tracker>, in context: SourceContext<Output>
  ) throws -> Continuation

  /// Called once, behind the last restriction or the first that failed.
  mutating func tearDown()
}

extension SplittableDoFn {
  /// True.
  @inlinable public static var isBounded: Bool { true }
  /// The restriction, whole.
  @inlinable public func split(
    _ restriction: Tracker.Restriction, of element: Input, into parts: Int
  ) throws -> [Tracker.Restriction] { [restriction] }
  /// 1.
  @inlinable public func size(of restriction: Tracker.Restriction, element: Input) throws -> Double { 1 }
  /// Does nothing.
  @inlinable public mutating func setUp() throws {}
  /// Does nothing.
  @inlinable public mutating func tearDown() {}
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

/// A splittable function's account, and the runner's word on whether to go on.
@frozen public struct Claims<Tracker: RestrictionTracker> {
  /// The function's own account.
  public var tracker: Tracker
  /// What was cut off when the bundle was asked to end.
  @usableFromInline package var residual: Tracker.Restriction?
  /// Whether a claim was refused because the bundle is to end.
  @usableFromInline package var wasStopped = false
  @usableFromInline var untilLook = 1024
  @usableFromInline let state: UnsafeMutablePointer<SourceState>
  @usableFromInline let pacer: SourcePacer

  @usableFromInline init(tracker: Tracker, pacer: SourcePacer) {
    self.tracker = tracker
    state = pacer.state
    self.pacer = pacer
  }

  /// Claims a position. On false, return `.done` from `process`.
  @inlinable @inline(__always) public mutating func tryClaim(_ position: Tracker.Position) -> Bool {
    untilLook &-= 1
    if untilLook == 0 || state.pointee.isEnding {
      if shouldStop() { return false }
    }
    return tracker.tryClaim(position)
  }

  /// Claims offsets that follow one another, for sources that make elements faster than claims.
  ///
  /// ```swift
  /// struct Squares: SplittableDoFn {
  ///   func initialRestriction(for limit: Int64) -> OffsetRange { OffsetRange(from: 0, to: limit) }
  ///   func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  ///   func process(
  ///     _ limit: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
  ///   ) -> Continuation {
  ///     var next = claims.tracker.restriction.from
  ///     while case let count = claims.tryClaim(from: next, atMost: 256), count > 0 {
  ///       let first = next
  ///       context.emit(count: count) { number in
  ///         let offset = first + Int64(number)
  ///         return (offset * offset, Timestamp(milliseconds: offset))
  ///       }
  ///       next += Int64(count)
  ///     }
  ///     return .done
  ///   }
  /// }
  /// ```
  /// - Returns: how many offsets from `first` on are claimed. On 0, return `.done` from `process`.
  @inlinable @inline(__always)
  public mutating func tryClaim(from first: Int64, atMost most: Int) -> Int where Tracker == OffsetRangeTracker {
    untilLook &-= most
    if untilLook <= 0 || state.pointee.isEnding {
      if shouldStop() { return 0 }
    }
    return tracker.tryClaim(from: first, atMost: most)
  }

  /// Whether the bundle should end: for sources that claim rarely and work long between claims.
  public var shouldEnd: Bool { pacer.look() }

  @usableFromInline @inline(never) mutating func shouldStop() -> Bool {
    untilLook = 1024
    guard wasStopped || pacer.look() else { return false }
    if !wasStopped {
      wasStopped = true
      residual = tracker.checkpoint()
    }
    return true
  }
}

/// How far a source's bundle has come: in memory that loops read without a call.
@frozen public struct SourceState {
  /// Whether the bundle is to end at the next claim.
  @usableFromInline package var isEnding = false
  /// What the function has promised about event time, in milliseconds.
  @usableFromInline package var watermark: Int64 = -9_223_372_036_854_775
  /// Whether the function has said that more input is waiting.
  @usableFromInline package var hasBacklog = false

  package init() {}
}

/// Watches how far a source's bundle has come.
public final class SourcePacer {
  @usableFromInline package let state: UnsafeMutablePointer<SourceState>
  private let scope: BundleScope
  private var elements = 0

  package init(scope: BundleScope) {
    self.scope = scope
    state = .allocate(capacity: 1)
    state.initialize(to: SourceState())
  }

  deinit { state.deallocate() }

  package func start() {
    state.pointee = SourceState()
    elements = 0
  }

  /// Counts what went downstream. Where a step there threw, the bundle ends: nothing more of it is taken.
  package func drained(_ count: Int, failed: Bool) {
    elements += count
    if failed { state.pointee.isEnding = true }
    _ = look()
  }

  /// Looks at the limits now.
  @usableFromInline func look() -> Bool {
    if !state.pointee.isEnding, scope.control.shouldEnd(elements: elements, outputBytes: scope.outputBytes) {
      state.pointee.isEnding = true
    }
    return state.pointee.isEnding
  }
}

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

  /// Emits an element with its event time.
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
  @inlinable public var watermark: Timestamp {
    get { Timestamp(milliseconds: state.pointee.watermark) }
    nonmutating set {
      if newValue.milliseconds > state.pointee.watermark { state.pointee.watermark = newValue.milliseconds }
    }
  }

  /// Says that more input is waiting, so that the next bundle may be a long one.
  @inlinable public var hasBacklog: Bool {
    get { state.pointee.hasBacklog }
    nonmutating set { state.pointee.hasBacklog = newValue }
  }

  /// The steps that still have what became of the elements when their bundle is committed: the first behind each cut. None
  /// where all steps behind the source run in its own bundles, down to the sinks: then a committed bundle is done with.
  public var stepsBehind: [String] { scope.stepsBehind }

  /// The function by which the source wakes a restriction that waits for a token, from any thread, at any time.
  public var wake: @Sendable (UInt64) -> Void { scope.control.wake }

  /// Has something done once the bundle is committed, and not at all where it fails.
  public func afterCommit(_ action: @escaping @Sendable () -> Void) { scope.afterCommit.append(action) }
}
