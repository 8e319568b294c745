import Joist

/// Generates endless events: in each lane a number for each tenth of a millisecond of event time.
struct Generate: SplittableDoFn {
  let lanes: Int64

  static var isBounded: Bool { false }

  func initialRestriction(for lane: Int) -> OffsetRange { OffsetRange(from: Int64(lane), to: .max) }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ lane: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
  ) -> Continuation {
    var number = claims.tracker.restriction.from
    while claims.tryClaim(number) {
      let time = Timestamp(milliseconds: number / (10 * lanes))
      context.emit(number &* 2_654_435_761 & .max, at: time)
      context.watermark = time
      number += 1
    }
    return .done
  }
}
