import Beam
import Rows
import Testing

/// The progress of trackers, and their splits.
@Suite struct TrackerSplitTests {
  private func tracker(_ from: Int64, _ to: Int64, claimed: Int64? = nil) -> OffsetRangeTracker {
    var tracker = OffsetRangeTracker(OffsetRange(from: from, to: to))
    if let claimed { _ = tracker.tryClaim(claimed) }
    return tracker
  }

  @Test(
    "A range is split at a fraction of the unclaimed offsets",
    arguments: [(0.0, 25), (0.001, 26), (0.5, 63), (0.99, 100 as Int64)])
  func split(fraction: Double, at middle: Int64) {
    var range = tracker(0, 100, claimed: 24)
    let rest = range.trySplit(keeping: fraction)
    #expect(rest == (middle == 100 ? nil : OffsetRange(from: middle, to: 100)))
    #expect(range.restriction == OffsetRange(from: 0, to: middle))
    let (last, next) = (middle > 25 && range.tryClaim(middle - 1), range.tryClaim(middle))
    #expect(last == (middle > 25))
    #expect(!next)
    #expect(range.isDone)
  }

  @Test("The parts of a range that is split repeatedly cover the range")
  func parts() {
    var range = tracker(0, 1_000)
    var parts: [OffsetRange] = []
    for step in 0..<40 {
      _ = range.tryClaim(Int64(step))
      if let rest = range.trySplit(keeping: 0.7) { parts.append(rest) }
    }
    parts.append(range.restriction)
    parts.sort { $0.from < $1.from }
    #expect(parts.first?.from == 0)
    #expect(parts.last?.to == 1_000)
    for (one, next) in zip(parts, parts.dropFirst()) { #expect(one.to == next.from) }
  }

  @Test("A range that is done or has no end is not split", arguments: [0.1, 0.5, 1, 7, .infinity, .nan])
  func noSplit(fraction: Double) {
    var done = tracker(0, 10, claimed: 9)
    let none = done.trySplit(keeping: fraction)
    #expect(none == nil)
    var endless = tracker(0, .max, claimed: 5)
    let rest = endless.trySplit(keeping: fraction)
    // NaN keeps nothing.
    #expect(rest == (fraction.isNaN ? OffsetRange(from: 6, to: .max) : nil))
  }

  @Test("The widest range is split without overflow")
  func widestRange() {
    var range = tracker(.min, .max - 1)
    let rest = range.trySplit(keeping: 0.5)
    #expect(rest.map { abs($0.from) < 4_096 } == true)
    var nearlyAll = tracker(.min, .max - 1)
    let none = nearlyAll.trySplit(keeping: 1)
    #expect(none == nil)
  }

  @Test("Progress counts the claimed and the unclaimed offsets")
  func progress() {
    #expect(tracker(10, 20).progress == RestrictionProgress(done: 0, left: 10))
    #expect(tracker(10, 20, claimed: 13).progress == RestrictionProgress(done: 4, left: 6))
    #expect(tracker(10, 20, claimed: 19).progress?.fraction == 1)
    #expect(tracker(10, .max, claimed: 13).progress?.left == .infinity)
    #expect(tracker(10, .max, claimed: 13).progress?.fraction == 0)
    #expect(tracker(5, 5).progress?.fraction == 1)
  }

  /// A tracker that implements only what the protocol requires.
  private struct Plain: RestrictionTracker {
    var range: OffsetRangeTracker
    var restriction: OffsetRange { range.restriction }
    var isDone: Bool { range.isDone }
    mutating func tryClaim(_ position: Int64) -> Bool { range.tryClaim(position) }
    mutating func checkpoint() -> OffsetRange? { range.checkpoint() }
  }

  @Test("By default a tracker is only split at its last claim, and is drained completely if its work is finite")
  func defaults() {
    var plain = Plain(range: tracker(0, 10, claimed: 3))
    #expect(plain.progress == nil)
    #expect(plain.truncated(isBounded: true) == OffsetRange(from: 0, to: 10))
    #expect(plain.truncated(isBounded: false) == nil)
    let half = plain.trySplit(keeping: 0.5)
    #expect(half == nil)
    #expect(plain.restriction == OffsetRange(from: 0, to: 10))
    let rest = plain.trySplit(keeping: 0)
    #expect(rest == OffsetRange(from: 4, to: 10))
  }
}
