/// Divides many numbers by one: quotient rounded down, remainder never negative. A multiplication in place of a division,
/// which takes several times as long.
struct FloorDivision {
  private let divisor: Int64
  private let inverse: Double
  /// Larger numbers are divided the slow way.
  private static let largest: UInt64 = 1 << 60

  /// - Parameter divisor: above 0.
  init(by divisor: Int64) {
    self.divisor = divisor
    inverse = 1 / Double(divisor)
  }

  @inline(__always)
  func divide(_ number: Int64) -> (quotient: Int64, remainder: Int64) {
    if number.magnitude > Self.largest { return divideSlowly(number) }
    var quotient = Int64(Double(number) * inverse)
    var remainder = number &- quotient &* divisor
    // The product is off by a few at most.
    while remainder < 0 {
      quotient &-= 1
      remainder &+= divisor
    }
    while remainder >= divisor {
      quotient &+= 1
      remainder &-= divisor
    }
    return (quotient, remainder)
  }

  @inline(never)
  private func divideSlowly(_ number: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
