/// Random numbers that are the same on every machine and in every version for the same seed: the splitmix64 sequence.
struct SplitMix64: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The sequence of one of many independent things, such as one visitor of many.
  init(seed: UInt64, stream: UInt64) {
    var streams = SplitMix64(seed: stream &+ 0x5851_f42d_4c95_7f2d)
    state = seed ^ streams.next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to below the bound, which is positive.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// A number from the first to the last.
  mutating func from(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// A number from 0 to below 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// True in so many cases of 1.
  mutating func isTrue(share: Double) -> Bool { unit() < share }

  /// One of the values, each as likely as the others.
  mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }

  /// One of the values, each as likely as its weight says.
  mutating func one<Value>(of choices: WeightedChoices<Value>) -> Value { choices[below(choices.total)] }
}

/// Values of which some are likelier than others.
struct WeightedChoices<Value: Sendable>: Sendable {
  private var values: [Value] = []
  private var ends: [Int] = []

  /// The sum of all weights.
  var total: Int { ends.last ?? 0 }

  init(_ choices: [(value: Value, weight: Int)]) {
    for choice in choices {
      values.append(choice.value)
      ends.append(total + choice.weight)
    }
  }

  /// The value at a place below ``total``.
  subscript(place: Int) -> Value { values[ends.firstIndex { place < $0 } ?? 0] }
}
