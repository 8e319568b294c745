import Testing

@testable import Beam

@Suite struct OffsetRangeTrackerTests {
  private func misuse(_ tracker: OffsetRangeTracker) -> String? { tracker.misuse.map { "\($0)" } }

  @Test("Ascending claims are granted") func ascending() {
    var tracker = OffsetRangeTracker(OffsetRange(from: -5, to: 5))
    for offset: Int64 in [-5, -4, 0, 4] {
      let isGranted = tracker.tryClaim(offset)
      #expect(isGranted)
    }
    #expect(tracker.isDone)
    let claim2 = tracker.tryClaim(5)
    #expect(!claim2 && tracker.misuse == nil)
  }

  @Test("A claim that is not larger than the last one is refused", arguments: [Int64(3), 2, -10, .min])
  func notAscending(offset: Int64) {
    var tracker = OffsetRangeTracker(OffsetRange(from: 0, to: 10))
    let claim3 = tracker.tryClaim(3)
    #expect(claim3)
    let claim4 = tracker.tryClaim(offset)
    #expect(!claim4)
    #expect(misuse(tracker) == "offset \(offset) was claimed after 3; each claim must be larger than the one before")
    #expect(!tracker.isDone)
  }

  @Test("Several offsets can be claimed at once") func several() {
    var tracker = OffsetRangeTracker(OffsetRange(from: 0, to: 10))
    #expect(tracker.tryClaim(from: 0, atMost: 4) == 4)
    // A claim of no offsets changes nothing.
    #expect(tracker.tryClaim(from: 4, atMost: 0) == 0)
    #expect(!tracker.isDone && tracker.misuse == nil)
    #expect(tracker.tryClaim(from: 4, atMost: .max) == 6)
    #expect(tracker.isDone)
    #expect(tracker.tryClaim(from: 10, atMost: 1) == 0)
    #expect(tracker.isDone && tracker.misuse == nil)

    var back = OffsetRangeTracker(OffsetRange(from: 0, to: 10))
    #expect(back.tryClaim(from: 0, atMost: 4) == 4)
    #expect(back.tryClaim(from: 3, atMost: 4) == 0)
    #expect(back.misuse != nil && !back.isDone)

    var endless = OffsetRangeTracker(OffsetRange(from: -5, to: .max))
    #expect(endless.tryClaim(from: -5, atMost: 3) == 3)
    #expect(endless.tryClaim(from: -2, atMost: 3) == 3)
    #expect(!endless.isDone)
  }

  @Test("A claim before the restriction is refused") func beforeRestriction() {
    var tracker = OffsetRangeTracker(OffsetRange(from: 5, to: 10))
    let claim5 = tracker.tryClaim(4)
    #expect(!claim5)
    #expect(
      misuse(tracker) == "offset 4 was claimed, but the restriction is [5, 10); claim only offsets of the restriction")
  }

  @Test(
    "Ranges at the limits of Int64 can be claimed to their ends",
    arguments: [
      OffsetRange(from: .min, to: .max), OffsetRange(from: .min, to: .min + 2), OffsetRange(from: .max - 2, to: .max),
      OffsetRange(from: -1, to: .max),
    ])
  func limits(range: OffsetRange) {
    var tracker = OffsetRangeTracker(range)
    let claim6 = tracker.tryClaim(range.from)
    #expect(claim6)
    let claim7 = tracker.tryClaim(range.to - 1)
    #expect(claim7)
    let claim8 = tracker.tryClaim(range.to)
    #expect(!claim8)
    #expect(tracker.isDone && tracker.misuse == nil)
  }

  @Test("After a checkpoint, claims are refused without an error") func checkpoint() {
    var tracker = OffsetRangeTracker(OffsetRange(from: 0, to: 10))
    let claim9 = tracker.tryClaim(3)
    #expect(claim9)
    let rest = tracker.checkpoint()
    #expect(rest == OffsetRange(from: 4, to: 10))
    let claim10 = tracker.tryClaim(4)
    #expect(!claim10 && tracker.misuse == nil)
  }
}
