/// A set of numbers in `0 ..< 128`: key groups of a stage, or its lanes.
struct SmallSet: Sendable, Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// The upper bound of the numbers.
  static let capacity = 128

  /// Whether the set is empty.
  var isEmpty: Bool { low | high == 0 }

  /// The number of members.
  var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

  /// Whether a number is a member.
  func contains(_ number: Int) -> Bool {
    (number < 64 ? low >> UInt64(number) : high >> UInt64(number - 64)) & 1 == 1
  }

  /// Inserts a number.
  mutating func insert(_ number: Int) {
    if number < 64 { low |= 1 << UInt64(number) } else { high |= 1 << UInt64(number - 64) }
  }

  /// Removes a number.
  mutating func remove(_ number: Int) {
    if number < 64 { low &= ~(1 << UInt64(number)) } else { high &= ~(1 << UInt64(number - 64)) }
  }

  /// Inserts all members of another set.
  mutating func formUnion(_ other: SmallSet) {
    low |= other.low
    high |= other.high
  }

  /// Removes all members of another set.
  mutating func subtract(_ other: SmallSet) {
    low &= ~other.low
    high &= ~other.high
  }

  /// The smallest member that is `start` or more; nil if there is none.
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
