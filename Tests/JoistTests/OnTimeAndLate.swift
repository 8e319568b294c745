import Joist

/// Emits elements of one timestamp, 10 ms, some on time and some late, as its watermark says.
struct OnTimeAndLate: SplittableDoFn {
  /// What is emitted in one bundle after the other, with the watermark after it, in milliseconds.
  private let bundles: [(elements: [Int], watermark: Int64)]

  init(_ bundles: [(elements: [Int], watermark: Int64)]) { self.bundles = bundles }

  func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: Int64(bundles.count)) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  func process(
    _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int>
  ) -> Continuation {
    let place = claims.tracker.restriction.from
    guard claims.tryClaim(place) else { return .done }
    let (elements, watermark) = bundles[Int(place)]
    for element in elements { context.emit(element, at: Timestamp(milliseconds: 10)) }
    context.watermark = Timestamp(milliseconds: watermark)
    return claims.tracker.isDone ? .done : .resume(after: .seconds(1))
  }
}
