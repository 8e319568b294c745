import Beam

/// The number of prices and their sum.
struct CountAndSum: CombineFn {
  func makeAccumulator() -> KV<Int64, Int64> { KV(0, 0) }

  func add(_ price: Int64, to accumulator: inout KV<Int64, Int64>) {
    accumulator.key &+= 1
    accumulator.value &+= price
  }

  func merge(_ other: KV<Int64, Int64>, into accumulator: inout KV<Int64, Int64>) {
    accumulator.key &+= other.key
    accumulator.value &+= other.value
  }

  func extract(_ accumulator: KV<Int64, Int64>) -> KV<Int64, Int64> { accumulator }
}

/// Sums the results of all keys and windows: their number, events, prices, and squares of the events.
struct AddUp: DoFn {
  typealias Output = Bool
  let answer: Answer
  private var results: Int64 = 0
  private var events: Int64 = 0
  private var prices: Int64 = 0
  private var squares: Int64 = 0

  init(_ answer: Answer) { self.answer = answer }

  mutating func process(_ result: KV<Int64, KV<Int64, Int64>>, in context: Context<Bool>) {
    results &+= 1
    events &+= result.value.key
    prices &+= result.value.value
    squares &+= result.value.key &* result.value.key
  }

  mutating func finishBundle(in context: Context<Bool>) {
    answer.add([results, events, prices, squares])
    (results, events, prices, squares) = (0, 0, 0, 0)
  }
}
