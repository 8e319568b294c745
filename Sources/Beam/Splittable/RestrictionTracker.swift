public import Rows

/// Tracks which part of a restriction has been claimed. The counterpart of Beam's RestrictionTracker.
public protocol RestrictionTracker<Restriction, Position> {
  /// The work that an element stands for, such as a range of offsets.
  associatedtype Restriction: Streamable
  /// A position in the restriction, such as an offset.
  associatedtype Position

  /// The current restriction. A split or a checkpoint shortens it.
  var restriction: Restriction { get }

  /// Claims a position, which must be larger than the one claimed before.
  /// - Returns: false if the claim is refused. The function must then not process this position or later ones.
  mutating func tryClaim(_ position: Position) -> Bool

  /// The error of an invalid claim, with which the step fails when its function returns. Nil by default.
  var misuse: (any Error)? { get }

  /// Splits off the positions that have not been claimed. The restriction then ends after the last claim.
  /// - Returns: the rest; nil if nothing is left.
  mutating func checkpoint() -> Restriction?

  /// Whether the whole restriction has been claimed. A function that returns `.done` earlier fails, since data would be lost.
  var isDone: Bool { get }

  /// How much of the restriction is done and how much is left. Nil, the default, if the tracker does not know.
  var progress: RestrictionProgress? { get }

  /// Splits off a part of the positions that have not been claimed, for another worker. The restriction then ends before that
  /// part.
  ///
  /// By default a restriction is only split at the last claim, as `checkpoint` does.
  /// - Parameter fraction: the fraction of the unclaimed positions to keep, from 0 to 1. 0 keeps only what is claimed.
  /// - Returns: the part; nil if nothing can be split off.
  mutating func trySplit(keeping fraction: Double) -> Restriction?

  /// Returns the part of the restriction to process when the job is drained, that is, reads no new input and finishes what it
  /// has begun.
  ///
  /// By default that is the whole restriction if the work is finite, and nothing otherwise. A tracker that knows an earlier
  /// end, such as the current end of a partition, returns the restriction up to there.
  /// - Parameter isBounded: whether the function declares its work as finite.
  /// - Returns: the part; nil if there is none.
  func truncated(isBounded: Bool) -> Restriction?
}

extension RestrictionTracker {
  /// Nil: no claim is checked.
  public var misuse: (any Error)? { nil }
  /// Nil: the progress is not known.
  public var progress: RestrictionProgress? { nil }
  /// Returns the result of `checkpoint` if nothing unclaimed is to be kept, and nil otherwise.
  public mutating func trySplit(keeping fraction: Double) -> Restriction? { fraction > 0 ? nil : checkpoint() }
  /// Returns the restriction if its work is finite, and nil otherwise.
  public func truncated(isBounded: Bool) -> Restriction? { isBounded ? restriction : nil }
}

/// The progress of a restriction. The tracker chooses the unit, such as offsets or bytes.
public struct RestrictionProgress: Sendable, Hashable {
  /// How much has been claimed.
  public var done: Double
  /// How much has not been claimed; infinite if there is no end.
  public var left: Double

  /// Creates the progress from the work that is done and the work that is left.
  public init(done: Double, left: Double) {
    self.done = done
    self.left = left
  }

  /// The fraction that is done, from 0 to 1; 1 if there is no work.
  public var fraction: Double { left == 0 ? 1 : left.isInfinite ? 0 : done / (done + left) }
}

/// A function claimed a position that is not larger than its previous claim. Positions would be processed twice, or never.
public struct ClaimNotAscending: Error, CustomStringConvertible {
  let position: Int64
  let last: Int64
  let restriction: OffsetRange

  /// Both positions, and the rule.
  public var description: String {
    last < restriction.from
      ? "offset \(position) was claimed, but the restriction is \(restriction); claim only offsets of the restriction"
      : "offset \(position) was claimed after \(last); each claim must be larger than the one before"
  }
}

/// A range of offsets, `from ..< to`: bytes of a file, records of a partition, indices of a list.
public struct OffsetRange: Sendable, Hashable, CustomStringConvertible {
  /// The first offset.
  public var from: Int64
  /// The first offset after the range; `Int64.max` if there is no end.
  public var to: Int64

  /// Creates the range `from ..< to`; an empty range if `to` is less than `from`.
  @inlinable public init(from: Int64, to: Int64) {
    self.from = from
    self.to = Swift.max(from, to)
  }

  /// The number of offsets.
  public var count: Int64 { to &- from }

  /// Splits the range into `parts` parts of nearly equal length; fewer if it has fewer offsets.
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

  /// The range as `[from, to)`.
  public var description: String { "[\(from), \(to))" }
}

extension OffsetRange: Streamable {
  /// Writes both ends as varints.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    Int64.encode(value.from, into: &writer)
    Int64.encode(value.to, into: &writer)
  }

  /// Reads both ends as varints.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    let from = try Int64.decode(from: &reader)
    return OffsetRange(from: from, to: try Int64.decode(from: &reader))
  }

  /// `beam:coder:kv:v1` of two varints.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: CoderURN.kv, components: [Int64.coderSpec, Int64.coderSpec])
  }
}

/// Tracks a range of offsets, claimed in ascending order. A claim at or past the range's end is refused, and completes the
/// range.
public struct OffsetRangeTracker: RestrictionTracker {
  /// The current range. A split or a checkpoint shortens it.
  public private(set) var restriction: OffsetRange
  /// The first offset that may be claimed.
  @usableFromInline var next: Int64
  /// The end of the range.
  @usableFromInline var end: Int64
  /// Whether the range is empty, or an offset at or past its end was asked for.
  @usableFromInline var hasReachedEnd: Bool
  /// `ClaimNotAscending` for the first invalid claim; nil if there was none.
  public private(set) var misuse: (any Error)?

  /// Tracks a range from its start.
  public init(_ range: OffsetRange) {
    restriction = range
    next = range.from
    end = range.to
    hasReachedEnd = range.from >= range.to
  }

  /// Claims an offset.
  /// - Returns: false if the offset is at or past the end of the range.
  @inlinable @inline(__always) public mutating func tryClaim(_ position: Int64) -> Bool {
    // One unsigned comparison checks both ends of `next ..< end`.
    guard UInt64(bitPattern: position &- next) < UInt64(bitPattern: end &- next) else { return refuse(position) }
    next = position &+ 1
    return true
  }

  /// Refuses a claim at or past the end, or one that is not larger than the last.
  @usableFromInline @inline(never) mutating func refuse(_ position: Int64) -> Bool {
    if position < next, misuse == nil {
      misuse = ClaimNotAscending(position: position, last: next &- 1, restriction: restriction)
    }
    if position >= end { hasReachedEnd = true }
    return false
  }

  /// Claims up to `most` consecutive offsets, and returns how many are claimed.
  @inlinable @inline(__always) mutating func tryClaim(from first: Int64, atMost most: Int) -> Int {
    guard UInt64(bitPattern: first &- next) < UInt64(bitPattern: end &- next) else {
      _ = refuse(first)
      return 0
    }
    // A claim of no offsets changes nothing.
    guard most > 0 else { return 0 }
    // Unsigned, since the length of a range may exceed Int64.max.
    let count = Int(truncatingIfNeeded: Swift.min(UInt64(most), UInt64(bitPattern: end &- first)))
    next = first &+ Int64(count)
    return count
  }

  /// Splits off everything after the last claim.
  public mutating func checkpoint() -> OffsetRange? {
    guard next < end, !hasReachedEnd else { return nil }
    let rest = OffsetRange(from: next, to: end)
    end = next
    restriction = OffsetRange(from: restriction.from, to: next)
    hasReachedEnd = true
    return rest
  }

  /// The numbers of offsets claimed and left.
  public var progress: RestrictionProgress? {
    let left = isDone ? 0 : end == .max ? .infinity : Double(UInt64(bitPattern: end &- next))
    return RestrictionProgress(done: Double(UInt64(bitPattern: next &- restriction.from)), left: left)
  }

  /// Splits the unclaimed offsets in two. A range without an end is only split at the last claim.
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

  /// Whether every offset has been claimed, or one at or past the end was asked for.
  public var isDone: Bool { hasReachedEnd || next >= end }
}
