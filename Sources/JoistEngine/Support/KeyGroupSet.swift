import JoistPlan

/// Some of the key groups of a grouping stage.
struct KeyGroupSet: Sendable, Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// Whether it holds none.
  var isEmpty: Bool { low | high == 0 }

  /// How many it holds.
  var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

  /// Whether a key group is in it.
  func contains(_ group: Int) -> Bool { (group < 64 ? low >> UInt64(group) : high >> UInt64(group - 64)) & 1 == 1 }

  /// Puts a key group in.
  mutating func insert(_ group: Int) {
    if group < 64 { low |= 1 << UInt64(group) } else { high |= 1 << UInt64(group - 64) }
  }

  /// Takes a key group out.
  mutating func remove(_ group: Int) {
    if group < 64 { low &= ~(1 << UInt64(group)) } else { high &= ~(1 << UInt64(group - 64)) }
  }

  /// Puts all of another set in.
  mutating func formUnion(_ other: KeyGroupSet) {
    low |= other.low
    high |= other.high
  }

  /// Takes all of another set out.
  mutating func subtract(_ other: KeyGroupSet) {
    low &= ~other.low
    high &= ~other.high
  }

  /// The first key group at or behind a place, in ascending order.
  func next(from start: Int) -> Int? {
    if start < 64 {
      let rest = low >> UInt64(start)
      if rest != 0 { return start + rest.trailingZeroBitCount }
      return high == 0 ? nil : 64 + high.trailingZeroBitCount
    }
    if start >= Plan.keyGroupCount { return nil }
    let rest = high >> UInt64(start - 64)
    return rest == 0 ? nil : start + rest.trailingZeroBitCount
  }
}
