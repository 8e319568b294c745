/// Lets a splittable function claim positions of its restriction, and tells it when the bundle is to end.
///
/// A refused claim ends the call: return `.done`. The work that has not been claimed continues in a later bundle.
@frozen public struct Claims<Tracker: RestrictionTracker> {
  /// The tracker of the restriction.
  public var tracker: Tracker
  /// The rest of the restriction, split off when the bundle was asked to end; nil if nothing is left.
  @usableFromInline package var residual: Tracker.Restriction?
  /// Whether a claim was refused because the bundle is to end.
  @usableFromInline package var wasStopped = false
  /// How many claims may follow before the limits of the bundle are checked again.
  @usableFromInline var untilLook = 1024
  // SAFETY: owned by `pacer`, which this value holds.
  @usableFromInline let state: UnsafeMutablePointer<SourceState>
  @usableFromInline let pacer: SourcePacer
  /// The records of claims; nil if no step asks for origins.
  // SAFETY: owned by the `ClaimOrigins` of the operator that makes these claims, which is on the stack during the call.
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

  /// Claims a position if the limits must be checked or the claim recorded.
  @inlinable @inline(never) mutating func tryClaimWatched(_ position: Tracker.Position) -> Bool {
    if untilLook == 0 || state.pointee.isEnding, shouldStop() { return false }
    guard tracker.tryClaim(position) else { return false }
    notes?.pointee.note(position)
    return true
  }

  /// Claims consecutive offsets at once. For sources so fast that claiming each offset would dominate their cost.
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
  /// - Parameters:
  ///   - first: the first offset to claim.
  ///   - most: the most offsets to claim.
  /// - Returns: how many offsets, from `first` on, are claimed. If 0, return `.done` from `process`.
  @inlinable @inline(__always)
  public mutating func tryClaim(from first: Int64, atMost most: Int) -> Int where Tracker == OffsetRangeTracker {
    untilLook &-= most
    if untilLook <= 0 || state.pointee.isWatched { return tryClaimWatched(from: first, atMost: most) }
    return tracker.tryClaim(from: first, atMost: most)
  }

  /// Claims offsets if the limits must be checked or the claim recorded.
  @inlinable @inline(never) mutating func tryClaimWatched(from first: Int64, atMost most: Int) -> Int
  where Tracker == OffsetRangeTracker {
    if untilLook <= 0 || state.pointee.isEnding, shouldStop() { return 0 }
    let count = tracker.tryClaim(from: first, atMost: most)
    if count > 0 { notes?.pointee.note(first, count: count) }
    return count
  }

  /// Whether the bundle should end. For sources that work long between claims.
  public var shouldEnd: Bool { pacer.look() }

  /// Checks the limits of the bundle, and splits off the rest of the restriction if the bundle is to end.
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
