import Beam

/// W3 with three aggregates of each auction and window: computed with `group(by:)`, and with a custom `CombineFn`.
enum Aggregates {
  static func make(_ setting: Setting) throws -> Case {
    let events = setting.events(byDefault: 20_000_000)
    var contenders = setting.engines { try run(events: events, $0) { $0.figures() } }
    contenders.append(
      Contender(.variant("CombineFn")) {
        try run(events: events, EngineRun(cores: 1)) { $0.figuresByHand() }
      })
    return Case(name: "Aggregates", unit: "events", units: events, contenders: contenders)
  }

  private static func run(
    events: Int, _ engine: EngineRun, _ figures: (PCollection<Bid<TextPointer>>) -> PCollection<AuctionFigures>
  ) throws -> [Int64] {
    let answer = Answer(count: 4)
    let pipeline = Pipeline()
    let bids = pipeline.bids(TextPointer.self, TenThousand.self, events: events, cores: engine.cores)
      .windowed(by: .fixed(.seconds(10)))
    _ = figures(bids).parDo("AddUp", AddUpFigures(answer))
    try engine.run(pipeline)
    return answer.values
  }
}

extension PCollection<Bid<TextPointer>> {
  fileprivate func figures() -> PCollection<AuctionFigures> {
    group(by: \.auction).aggregate(.count(), .sum(\.price), .max(\.price)) { auction, count, sum, highest in
      AuctionFigures(auction: auction, count: Int64(count), sum: sum, highest: highest)
    }
  }

  fileprivate func figuresByHand() -> PCollection<AuctionFigures> {
    map("PriceByAuction") { KV($0.auction, $0.price) }
      .combinePerKey("Figures", FiguresOfPrices())
      .map("Result") {
        AuctionFigures(auction: $0.key, count: $0.value.count, sum: $0.value.sum, highest: $0.value.highest)
      }
  }
}

/// The aggregates of an auction's prices in a window.
@Row
struct AuctionFigures: Sendable {
  var auction: Int64
  var count: Int64
  var sum: Int64
  var highest: Int64
}

/// The number, sum and maximum of prices, with the same overflow checks.
private struct FiguresOfPrices: CombineFn {
  func makeAccumulator() -> AuctionFigures { AuctionFigures(auction: 0, count: 0, sum: 0, highest: .min) }

  func add(_ price: Int64, to figures: inout AuctionFigures) throws {
    figures.count &+= 1
    try figures.sum.addForSum(price)
    figures.highest = Swift.max(figures.highest, price)
  }

  func merge(_ other: AuctionFigures, into figures: inout AuctionFigures) throws {
    figures.count &+= other.count
    try figures.sum.addForSum(other.sum)
    figures.highest = Swift.max(figures.highest, other.highest)
  }

  func extract(_ figures: AuctionFigures) -> AuctionFigures { figures }
}

/// Sums the aggregates of all auctions and windows.
private struct AddUpFigures: DoFn {
  typealias Output = Bool
  let answer: Answer
  private var values: [Int64] = [0, 0, 0, 0]

  init(_ answer: Answer) { self.answer = answer }

  mutating func process(_ figures: AuctionFigures, in context: Context<Bool>) {
    values[0] &+= 1
    values[1] &+= figures.count
    values[2] &+= figures.sum
    values[3] &+= figures.highest
  }

  mutating func finishBundle(in context: Context<Bool>) {
    answer.add(values)
    values = [0, 0, 0, 0]
  }
}
