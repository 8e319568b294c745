/// The splitmix64 generator: the same seed gives the same numbers on every machine and in every version.
struct SplitMix64: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// One of many independent sequences for a seed, such as that of one visitor.
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

  /// A number from 0 up to, but not including, `bound`, which must be positive.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// A number in the range.
  mutating func from(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// A number from 0 up to, but not including, 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// True with a probability of `share`.
  mutating func isTrue(share: Double) -> Bool { unit() < share }

  /// One of the values, with equal probability.
  mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }

  /// One of the values, with a probability in proportion to its weight.
  mutating func one<Value>(of choices: WeightedChoices<Value>) -> Value { choices[below(choices.total)] }
}

/// Values with weights.
struct WeightedChoices<Value: Sendable>: Sendable {
  private var values: [Value] = []
  /// By index of a value, the sum of the weights up to and including it.
  private var ends: [Int] = []

  /// The sum of all weights.
  var total: Int { ends.last ?? 0 }

  init(_ choices: [(value: Value, weight: Int)]) {
    for choice in choices {
      values.append(choice.value)
      ends.append(total + choice.weight)
    }
  }

  /// The value for a number from 0 to below ``total``.
  subscript(number: Int) -> Value { values[ends.firstIndex { number < $0 } ?? 0] }
}
