public import Rows

/// Keeps account of what of a restriction has been done. Source: Beam's RestrictionTracker.
public protocol RestrictionTracker<Restriction, Position> {
  /// The work that an element stands for: a range of offsets, say.
  associatedtype Restriction: Streamable
  /// A place in it.
  associatedtype Position

  /// What is being worked on; smaller after a `checkpoint`.
  var restriction: Restriction { get }

  /// Asks for a position; each must be larger than the one before. On false nothing at or past it may be done.
  mutating func tryClaim(_ position: Position) -> Bool

  /// What was wrong with a claim: the step fails with it when its function returns. Nil by default.
  var misuse: (any Error)? { get }

  /// Cuts off what has not been claimed: the restriction ends after the last claim, the rest is returned.
  /// - Returns: nil where nothing is left.
  mutating func checkpoint() -> Restriction?

  /// Whether all of the restriction has been claimed: a function that returns before is in error, for data would be lost.
  var isDone: Bool { get }

  /// How much of the restriction is done and how much is left. Nil, the default: the tracker cannot say.
  var progress: RestrictionProgress? { get }

  /// Cuts off a part of what has not been claimed, for another worker: the restriction ends before that part.
  ///
  /// By default a restriction is only cut at the last claim, as `checkpoint` does.
  /// - Parameter fraction: how much of what is left to keep, from 0 to 1. 0 keeps what is claimed and no more.
  /// - Returns: the part; nil where nothing can be cut off.
  mutating func trySplit(keeping fraction: Double) -> Restriction?

  /// What of the restriction a job still does that is drained: one that reads no more input, but finishes what it has begun.
  ///
  /// By default all of a restriction whose work comes to an end by itself, and nothing of any other. A tracker that knows an
  /// early end, as that of a partition at its present end, gives the restriction up to there.
  /// - Parameter isBounded: whether the work comes to an end by itself, as the function says.
  /// - Returns: what is to be done; nil: nothing.
  func truncated(isBounded: Bool) -> Restriction?
}

extension RestrictionTracker {
  /// Nil.
  public var misuse: (any Error)? { nil }
  /// Nil.
  public var progress: RestrictionProgress? { nil }
  /// What `checkpoint` cuts off where nothing is to be kept, else nil.
  public mutating func trySplit(keeping fraction: Double) -> Restriction? { fraction > 0 ? nil : checkpoint() }
  /// The restriction, where its work comes to an end by itself.
  public func truncated(isBounded: Bool) -> Restriction? { isBounded ? restriction : nil }
}

/// How far the work on a restriction is. The unit is the tracker's: offsets, bytes.
public struct RestrictionProgress: Sendable, Hashable {
  /// How much has been claimed.
  public var done: Double
  /// How much has not; infinite where there is no end.
  public var left: Double

  /// Makes it from both.
  public init(done: Double, left: Double) {
    self.done = done
    self.left = left
  }

  /// The part that is done, from 0 to 1; of nothing, 1.
  public var fraction: Double { left == 0 ? 1 : left.isInfinite ? 0 : done / (done + left) }
}

/// A position was claimed that is not larger than the one claimed before: what lies between would be done twice, or never.
public struct ClaimNotAscending: Error, CustomStringConvertible {
  let position: Int64
  let last: Int64
  let restriction: OffsetRange

  /// Both, and the rule.
  public var description: String {
    last < restriction.from
      ? "offset \(position) was claimed, which is before the restriction \(restriction)"
      : "offset \(position) was claimed after \(last); each claim must be larger than the one before"
  }
}

/// A range of offsets, `from ..< to`: bytes of a file, records of a partition, places in a list.
public struct OffsetRange: Sendable, Hashable, CustomStringConvertible {
  /// The first offset.
  public var from: Int64
  /// The first offset behind; `Int64.max` where there is no end.
  public var to: Int64

  /// Makes the range `from ..< to`.
  @inlinable public init(from: Int64, to: Int64) {
    self.from = from
    self.to = Swift.max(from, to)
  }

  /// How many offsets it has.
  public var count: Int64 { to &- from }

  /// Cuts the range into so many parts of equal length, or fewer where it is short.
  public func split(into parts: Int) -> [OffsetRange] {
    guard count > 1, parts > 1 else { return [self] }
    let number = Int64(Swift.min(Int64(parts), count))
    return (0..<number).map { part in
      OffsetRange(from: from + Self.share(count, part, number), to: from + Self.share(count, part + 1, number))
    }
  }

  private static func share(_ count: Int64, _ part: Int64, _ of: Int64) -> Int64 {
    count / of * part + count % of * part / of
  }

  /// `[from, to)`.
  public var description: String { "[\(from), \(to))" }
}

extension OffsetRange: Streamable {
  /// Writes the nested encoding.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    Int64.encode(value.from, into: &writer)
    Int64.encode(value.to, into: &writer)
  }

  /// Reads a nested encoding.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let from = try Int64.decode(from: &reader)
    return OffsetRange(from: from, to: try Int64.decode(from: &reader))
  }

  /// A pair of varints.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.kv, components: [Int64.coderSpec, Int64.coderSpec])
  }
}

/// Tracks a range of offsets, claimed in ascending order. An offset may be claimed past the range's end: that ends the work.
public struct OffsetRangeTracker: RestrictionTracker {
  /// See `RestrictionTracker`.
  public private(set) var restriction: OffsetRange
  @usableFromInline var next: Int64
  @usableFromInline var end: Int64
  @usableFromInline var hasReachedEnd: Bool
  /// See `RestrictionTracker`.
  public private(set) var misuse: (any Error)?

  /// Tracks a range from its start.
  public init(_ range: OffsetRange) {
    restriction = range
    next = range.from
    end = range.to
    hasReachedEnd = range.from >= range.to
  }

  /// Claims an offset; false if it is at or past the end.
  @inlinable @inline(__always) public mutating func tryClaim(_ position: Int64) -> Bool {
    // One comparison for both ends of `next ..< end`.
    guard UInt64(bitPattern: position &- next) < UInt64(bitPattern: end &- next) else { return refuse(position) }
    next = position &+ 1
    return true
  }

  /// Refuses a claim at the end or behind, and one that is not larger than the last.
  @usableFromInline @inline(never) mutating func refuse(_ position: Int64) -> Bool {
    if position < next, misuse == nil {
      misuse = ClaimNotAscending(position: position, last: next &- 1, restriction: restriction)
    }
    if position >= end { hasReachedEnd = true }
    return false
  }

  /// Claims consecutive offsets; returns how many of them there are in the range.
  @inlinable @inline(__always) mutating func tryClaim(from first: Int64, atMost most: Int) -> Int {
    guard UInt64(bitPattern: first &- next) < UInt64(bitPattern: end &- next) else {
      _ = refuse(first)
      return 0
    }
    // Nothing is claimed where nothing is asked for; the range is as unfinished as it was.
    guard most > 0 else { return 0 }
    // As an unsigned number, since a range may be longer than Int64.max.
    let count = Int(truncatingIfNeeded: Swift.min(UInt64(most), UInt64(bitPattern: end &- first)))
    next = first &+ Int64(count)
    return count
  }

  /// Cuts off everything after the last claim.
  public mutating func checkpoint() -> OffsetRange? {
    guard next < end, !hasReachedEnd else { return nil }
    let rest = OffsetRange(from: next, to: end)
    end = next
    restriction = OffsetRange(from: restriction.from, to: next)
    hasReachedEnd = true
    return rest
  }

  /// Offsets claimed, and offsets left.
  public var progress: RestrictionProgress? {
    let left = isDone ? 0 : end == .max ? .infinity : Double(UInt64(bitPattern: end &- next))
    return RestrictionProgress(done: Double(UInt64(bitPattern: next &- restriction.from)), left: left)
  }

  /// Cuts the offsets that are left in two. A range without an end is cut at the last claim only.
  public mutating func trySplit(keeping fraction: Double) -> OffsetRange? {
    guard fraction > 0 else { return checkpoint() }
    guard !isDone, end != .max else { return nil }
    let left = Double(UInt64(bitPattern: end &- next))
    let kept = (left * fraction).rounded(.up)
    guard kept < left else { return nil }
    let middle = next &+ Int64(truncatingIfNeeded: UInt64(kept))
    let rest = OffsetRange(from: middle, to: end)
    end = middle
    restriction = OffsetRange(from: restriction.from, to: middle)
    return rest
  }

  /// Whether every offset has been claimed, or one at the end or behind was asked for.
  public var isDone: Bool { hasReachedEnd || next >= end }
}
