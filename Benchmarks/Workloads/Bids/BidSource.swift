import Beam
import Rows

/// Generates bids in the order of event time. Of several sources each makes its share, in turn.
struct BidSource<Extra: BidText, Keys: AuctionCount>: SplittableDoFn {
  typealias Tracker = OffsetRangeTracker
  /// Events of all sources together.
  let events: Int64
  /// How many sources there are; the element that stands for one is its number.
  let sources: Int64

  func initialRestriction(for source: Int64) -> OffsetRange {
    OffsetRange(from: 0, to: (events - source + sources - 1) / sources)
  }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ source: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Bid<Extra>>
  ) -> Continuation {
    var turn = claims.tracker.restriction.from
    while claims.tryClaim(turn) {
      let bid = Bid<Extra>.numbered(turn &* sources &+ source, Keys.self)
      let time = bid.timestamp
      context.emit(bid, at: Timestamp(milliseconds: time))
      context.watermark = Timestamp(milliseconds: time &- 1)
      turn &+= 1
    }
    return .done
  }
}

extension Pipeline {
  /// Generated bids, from as many sources as there are cores.
  func bids<Extra: BidText, Keys: AuctionCount>(
    _ extra: Extra.Type, _ keys: Keys.Type, events: Int, cores: Int
  ) -> PCollection<Bid<Extra>> {
    create("Sources", (0..<Int64(cores)))
      .parDo("Bids", BidSource<Extra, Keys>(events: Int64(events), sources: Int64(cores)))
  }
}
