import Beam

/// The running total of each auction, in a value state; and the total of each auction's bids without a pause, with a timer.
enum RunningTotals {
  /// - Parameter timers: whether each bid also sets an event-time timer.
  static func make(_ name: String, timers: Bool, _ setting: Setting) throws -> Case {
    let events = setting.events(byDefault: 5_000_000)
    var contenders = setting.engines { try run(timers, events: events, $0) }
    if !timers { contenders.append(Contender(.loop) { loop(events: events) }) }
    return Case(name: name, unit: "events", units: events, contenders: contenders)
  }

  private static func run(_ timers: Bool, events: Int, _ engine: EngineRun) throws -> [Int64] {
    let answer = Answer(count: 2)
    let pipeline = Pipeline()
    let prices = pipeline.bids(TextPointer.self, TenThousand.self, events: events, cores: engine.cores)
      .map("PriceByAuction") { KV($0.auction, $0.price) }
    let totals = timers ? prices.parDo(TotalWithoutPause()).main : prices.parDo(KeepTotal()).main
    _ = totals.parDo("AddUp", AddUpTotals(answer))
    try engine.run(pipeline)
    return timers ? [answer.values[1]] : answer.values
  }

  /// The same work by hand.
  private static func loop(events: Int) -> [Int64] {
    var totals: [Int64: Int64] = [:]
    var answer: [Int64] = [0, 0]
    let texts = TextPointer.table(ofSource: 0)
    for number in 0..<Int64(events) {
      let bid = Bid<TextPointer>.numbered(number, TenThousand.self, texts)
      let total = totals[bid.auction, default: 0]
      totals[bid.auction] = total &+ bid.price
      answer[0] &+= 1
      answer[1] &+= growth(of: total, by: bid.price)
    }
    return answer
  }
}

/// How much the square of a total grows. Added up over all prices, it gives the sum of the squares of the final totals. The
/// order of the prices does not matter.
private func growth(of total: Int64, by price: Int64) -> Int64 { price &* (total &+ total &+ price) }

/// Emits for each price how much the square of its key's total grows.
private struct KeepTotal: StatefulDoFn {
  @ValueState var total: Int64 = 0

  func process(_ price: KV<Int64, Int64>, in context: Context<Int64>) {
    context.emit(growth(of: total, by: price.value))
    total &+= price.value
  }
}

/// Emits the total of a key's prices when none has come for a minute, which never happens before the end.
private struct TotalWithoutPause: StatefulDoFn {
  @ValueState var total: Int64 = 0
  @EventTimer var pause

  func process(_ price: KV<Int64, Int64>, in context: Context<Int64>) {
    total &+= price.value
    pause.set(context.timestamp + .minutes(1))
  }

  func onTimer(_ timer: FiredTimer, key: Int64, in context: Context<Int64>) {
    context.emit(total)
    total = 0
  }
}

/// Sums totals, and counts them.
private struct AddUpTotals: DoFn {
  typealias Output = Bool
  let answer: Answer
  private var count: Int64 = 0
  private var sum: Int64 = 0

  init(_ answer: Answer) { self.answer = answer }

  mutating func process(_ total: Int64, in context: Context<Bool>) {
    count &+= 1
    sum &+= total
  }

  mutating func finishBundle(in context: Context<Bool>) {
    answer.add([count, sum])
    (count, sum) = (0, 0)
  }
}
