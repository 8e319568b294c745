/// Some of the numbers `0 ..< 128`: key groups of a stage, or its lanes.
struct SmallSet: Sendable, Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// How many numbers there are to choose from.
  static let capacity = 128

  /// Whether it holds none.
  var isEmpty: Bool { low | high == 0 }

  /// How many it holds.
  var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

  /// Whether a number is in it.
  func contains(_ number: Int) -> Bool {
    (number < 64 ? low >> UInt64(number) : high >> UInt64(number - 64)) & 1 == 1
  }

  /// Puts a number in.
  mutating func insert(_ number: Int) {
    if number < 64 { low |= 1 << UInt64(number) } else { high |= 1 << UInt64(number - 64) }
  }

  /// Takes a number out.
  mutating func remove(_ number: Int) {
    if number < 64 { low &= ~(1 << UInt64(number)) } else { high &= ~(1 << UInt64(number - 64)) }
  }

  /// Puts all of another set in.
  mutating func formUnion(_ other: SmallSet) {
    low |= other.low
    high |= other.high
  }

  /// Takes all of another set out.
  mutating func subtract(_ other: SmallSet) {
    low &= ~other.low
    high &= ~other.high
  }

  /// The smallest of its numbers that is `start` or more.
  func next(from start: Int) -> Int? {
    if start < 64 {
      let rest = low >> UInt64(start)
      if rest != 0 { return start + rest.trailingZeroBitCount }
      return high == 0 ? nil : 64 + high.trailingZeroBitCount
    }
    if start >= Self.capacity { return nil }
    let rest = high >> UInt64(start - 64)
    return rest == 0 ? nil : start + rest.trailingZeroBitCount
  }
}
