import Beam

/// W3: the events and prices of each auction in windows of ten seconds of event time.
enum KeyedWindows {
  static func make<Keys: AuctionCount>(
    _ name: String, _ keys: Keys.Type, limit variant: String, _ setting: Setting
  ) throws -> Case {
    let events = setting.events(byDefault: 20_000_000)
    var contenders = setting.engines { try run(keys, events: events, $0) }
    contenders.append(Contender(.loop) { loop(keys, events: events) })
    contenders += try setting.peers.limit("W3", variant, events: events)
    contenders += try setting.peers.timely("W3", keys: Int(Keys.auctions), events: events)
    return Case(name: name, unit: "events", units: events, contenders: contenders)
  }

  /// The pipeline.
  private static func run<Keys: AuctionCount>(_ keys: Keys.Type, events: Int, _ engine: EngineRun) throws -> [Int64] {
    let answer = Answer(count: 4)
    let pipeline = Pipeline()
    _ = pipeline.bids(TextPointer.self, keys, events: events, cores: engine.cores)
      .windowed(by: .fixed(.seconds(10)))
      .map("PriceByAuction") { KV($0.auction, $0.price) }
      .combinePerKey("CountAndSum", CountAndSum())
      .parDo("AddUp", AddUp(answer))
    try engine.run(pipeline)
    return answer.values
  }

  /// The same work by hand, with a table that is emptied at the end of each window.
  private static func loop<Keys: AuctionCount>(_ keys: Keys.Type, events: Int) -> [Int64] {
    var table = AuctionTable()
    defer { table.deallocate() }
    var answer: [Int64] = [0, 0, 0, 0]
    var window: Int64 = -1
    let texts = TextPointer.table(ofSource: 0)
    for number in 0..<Int64(events) {
      let bid = Bid<TextPointer>.numbered(number, keys, texts)
      let itsWindow = bid.timestamp / 10_000
      if itsWindow != window {
        table.flush(into: &answer)
        window = itsWindow
      }
      table.add(price: bid.price, to: bid.auction)
    }
    table.flush(into: &answer)
    return answer
  }
}
