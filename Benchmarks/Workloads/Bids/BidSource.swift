import Beam
import Rows

/// Generates bids in the order of event time. Several sources take turns.
struct BidSource<Extra: BidText, Keys: AuctionCount>: SplittableDoFn {
  typealias Tracker = OffsetRangeTracker
  /// The number of events of all sources together.
  let events: Int64
  /// The number of sources. A source's element is its index.
  let sources: Int64

  func initialRestriction(for source: Int64) -> OffsetRange {
    OffsetRange(from: 0, to: (events - source + sources - 1) / sources)
  }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ source: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Bid<Extra>>
  ) -> Continuation {
    let texts = Extra.table(ofSource: source)
    var turn = claims.tracker.restriction.from
    while case let count = claims.tryClaim(from: turn, atMost: 256), count > 0 {
      let first = turn &* sources &+ source
      context.emit(count: count) { number in
        let bid = Bid<Extra>.numbered(first &+ Int64(number) &* sources, Keys.self, texts)
        return (bid, Timestamp(milliseconds: bid.timestamp))
      }
      turn &+= Int64(count)
      context.watermark = Timestamp(milliseconds: BidNumbers.timestamp((turn &- 1) &* sources &+ source) &- 1)
    }
    return .done
  }
}

extension Pipeline {
  /// Generated bids, with one source for each core.
  func bids<Extra: BidText, Keys: AuctionCount>(
    _ extra: Extra.Type, _ keys: Keys.Type, events: Int, cores: Int
  ) -> PCollection<Bid<Extra>> {
    create("Sources", (0..<Int64(cores)))
      .parDo("Bids", BidSource<Extra, Keys>(events: Int64(events), sources: Int64(cores)))
  }
}
