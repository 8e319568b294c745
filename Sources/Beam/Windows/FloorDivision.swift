/// Divides many numbers by the same divisor, rounding the quotient down, so that the remainder is never negative.
///
/// It multiplies by the inverse, which is several times faster than a division.
struct FloorDivision {
  private let divisor: Int64
  private let inverse: Double
  /// Numbers of a larger magnitude are divided by an ordinary division.
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
    // The product may be off by a few, since a Double has 53 bits.
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
