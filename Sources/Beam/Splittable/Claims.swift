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
