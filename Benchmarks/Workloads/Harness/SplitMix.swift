/// The random number generator (splitmix64) that defines the workloads.
struct SplitMix {
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  private(set) var state: UInt64

  /// A generator with this state.
  init(state: UInt64) { self.state = state }

  /// The next number.
  mutating func next() -> UInt64 {
    state &+= Self.step
    return Self.mix(state)
  }

  /// The number that a generator with this state returns next.
  static func number(after state: UInt64) -> UInt64 { mix(state &+ step) }

  private static func mix(_ state: UInt64) -> UInt64 {
    var bits = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
