import Beam

/// Sums the counts of all keys and windows: their number, their sum, and the sum of their squares.
struct AddUpCounts: DoFn {
  typealias Output = Bool
  let answer: Answer
  private var results: Int64 = 0
  private var events: Int64 = 0
  private var squares: Int64 = 0

  init(_ answer: Answer) { self.answer = answer }

  mutating func process(_ result: KV<Int64, Int64>, in context: Context<Bool>) {
    results &+= 1
    events &+= result.value
    squares &+= result.value &* result.value
  }

  mutating func finishBundle(in context: Context<Bool>) {
    answer.add([results, events, squares])
    (results, events, squares) = (0, 0, 0)
  }
}
