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
  /// Where claims are noted; nil where nobody asks for places.
  @usableFromInline let notes: UnsafeMutablePointer<ClaimNotes<Tracker.Position>>?

  @usableFromInline init(
    tracker: Tracker, pacer: SourcePacer, notes: UnsafeMutablePointer<ClaimNotes<Tracker.Position>>?
  ) {
    self.tracker = tracker
    self.notes = notes
    if notes != nil { pacer.state.pointee.isWatched = true }
    state = pacer.state
    self.pacer = pacer
  }

  /// Claims a position. On false, return `.done` from `process`.
  @inlinable @inline(__always) public mutating func tryClaim(_ position: Tracker.Position) -> Bool {
    untilLook &-= 1
    if untilLook == 0 || state.pointee.isWatched { return tryClaimWatched(position) }
    return tracker.tryClaim(position)
  }

  /// Claims a position where there is more to do than that.
  @inlinable @inline(never) mutating func tryClaimWatched(_ position: Tracker.Position) -> Bool {
    if untilLook == 0 || state.pointee.isEnding, shouldStop() { return false }
    guard tracker.tryClaim(position) else { return false }
    notes?.pointee.note(position)
    return true
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
    if untilLook <= 0 || state.pointee.isWatched { return tryClaimWatched(from: first, atMost: most) }
    return tracker.tryClaim(from: first, atMost: most)
  }

  /// Claims offsets where there is more to do than that.
  @inlinable @inline(never) mutating func tryClaimWatched(from first: Int64, atMost most: Int) -> Int
  where Tracker == OffsetRangeTracker {
    if untilLook <= 0 || state.pointee.isEnding, shouldStop() { return 0 }
    let count = tracker.tryClaim(from: first, atMost: most)
    if count > 0 { notes?.pointee.note(first, count: count) }
    return count
  }

  /// Whether the bundle should end: for sources that claim rarely and work long between claims.
  public var shouldEnd: Bool { pacer.look() }

  @usableFromInline @inline(never) mutating func shouldStop() -> Bool {
    untilLook = 1024
    guard wasStopped || pacer.look() else { return false }
    if !wasStopped {
      wasStopped = true
      residual = tracker.trySplit(keeping: 0)
    }
    return true
  }
}
