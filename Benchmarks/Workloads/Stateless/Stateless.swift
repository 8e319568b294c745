import Beam

/// W2: map, filter and count, as in NEXMark's queries 1 and 2.
enum Stateless {
  static func make<Extra: BidText>(_ name: String, _ extra: Extra.Type, _ setting: Setting) throws -> Case {
    let events = setting.events(byDefault: 50_000_000)
    var contenders = setting.engines { try run(extra, events: events, $0) }
    contenders.append(Contender(.loop) { loop(extra, events: events) })
    contenders += try setting.peers.limit("W2", "10k", events: events)
    contenders += try setting.peers.timely("W2", keys: 10_000, events: events)
    return Case(name: name, unit: "events", units: events, contenders: contenders)
  }

  /// The pipeline.
  private static func run<Extra: BidText>(_ extra: Extra.Type, events: Int, _ engine: EngineRun) throws -> [Int64] {
    let answer = Answer(count: 4)
    let pipeline = Pipeline()
    _ = pipeline.bids(extra, TenThousand.self, events: events, cores: engine.cores)
      .map("Convert") { bid in
        var bid = bid
        bid.price = bid.price &* 908 / 1000
        return bid
      }
      .filter("SomeAuctions") { $0.auction % 123 == 0 }
      .combineGlobally("Total", TotalBids<Extra>())
      .map("Answer") { totals in
        answer.add([totals.count, totals.price, totals.length])
        return true
      }
    try engine.run(pipeline)
    return answer.values
  }

  /// The same work by hand, with whole records in batches.
  private static func loop<Extra: BidText>(_ extra: Extra.Type, events: Int) -> [Int64] {
    var totals = BidTotals()
    let texts = Extra.table(ofSource: 0)
    // SAFETY: `count` is at most 256; each element is initialized and then moved out before the next batch.
    let bids = UnsafeMutablePointer<Bid<Extra>>.allocate(capacity: 256)
    defer { bids.deallocate() }
    var first: Int64 = 0
    while first < Int64(events) {
      let count = min(256, events - Int(first))
      for index in 0..<count {
        (bids + index).initialize(to: .numbered(first &+ Int64(index), TenThousand.self, texts))
      }
      for index in 0..<count {
        var bid = (bids + index).move()
        bid.price = bid.price &* 908 / 1000
        if bid.auction % 123 == 0 {
          totals.count &+= 1
          totals.price &+= bid.price
          totals.length &+= bid.extra.length
        }
      }
      first += Int64(count)
    }
    return [totals.count, totals.price, totals.length, 0]
  }
}
