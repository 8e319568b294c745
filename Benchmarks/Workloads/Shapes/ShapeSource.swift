import Beam
import Rows

/// Generates the events of a shape, each with a key and the value 1.
struct ShapeSource<Times: ShapeTimes>: SplittableDoFn {
  typealias Tracker = OffsetRangeTracker

  /// How sources divide the events.
  enum Sharing {
    /// Each gets a contiguous range. The watermark stays at the minimum, so that no window ends before the input.
    case ranges
    /// They take turns. The watermark follows the events, so that windows end during the run.
    case turns
  }

  /// The number of keys.
  static var keys: Int64 { 1000 }

  let times: Times
  let sharing: Sharing
  /// The number of events of all sources together.
  let events: Int64
  /// The number of sources. A source's element is its index.
  let sources: Int64

  func initialRestriction(for source: Int64) -> OffsetRange {
    switch sharing {
    case .ranges: OffsetRange(from: events * source / sources, to: events * (source + 1) / sources)
    case .turns: OffsetRange(from: 0, to: (events - source + sources - 1) / sources)
    }
  }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ source: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<KV<Int64, Int64>>
  ) -> Continuation {
    let (stride, offset) =
      switch sharing {
      case .ranges: (Int64(1), Int64(0))
      case .turns: (sources, source)
      }
    var turn = claims.tracker.restriction.from
    while case let count = claims.tryClaim(from: turn, atMost: 256), count > 0 {
      let first = turn &* stride &+ offset
      context.emit(count: count) { step in
        let number = first &+ Int64(step) &* stride
        return (KV(number % Self.keys, 1), Timestamp(milliseconds: times.time(of: number)))
      }
      turn &+= Int64(count)
      if case .turns = sharing {
        context.watermark = Timestamp(milliseconds: (turn &- 1) &* stride &+ offset &- 1)
      }
    }
    return .done
  }
}
