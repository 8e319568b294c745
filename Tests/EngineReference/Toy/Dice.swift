/// Random choices that follow from a seed alone.
public struct Dice: Sendable {
  private var state: UInt64

  /// Makes the dice of a seed.
  public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

  /// The next 64 bits.
  public mutating func bits() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }

  /// A number in a range.
  public mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int((bits() >> 11) % UInt64(range.count))
  }

  /// True so many times in a hundred.
  public mutating func chance(_ percent: Int) -> Bool { number(in: 0...99) < percent }

  /// One of several.
  public mutating func one<Value>(of values: [Value]) -> Value { values[number(in: 0...values.count - 1)] }
}
