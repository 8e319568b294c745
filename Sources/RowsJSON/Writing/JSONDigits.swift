/// Writes numbers in decimal digits.
@usableFromInline
enum JSONDigits {
  // SAFETY: callers pass memory for at least 20 bytes. An integer has at most 20 digits; `writeShort` writes at most 18
  // bytes.

  /// Writes the digits of a number.
  ///
  /// - Returns: the number of digits.
  @usableFromInline
  static func write(_ number: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if number < 10 {
      target.pointee = UInt8(truncatingIfNeeded: 0x30 &+ number)
      return 1
    }
    let count = digitCount(number)
    var rest = number
    var end = count
    while rest >= 100 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 100)
      rest = quotient
      end &-= 2
      writePair(remainder, to: target + end)
    }
    if rest >= 10 {
      writePair(rest, to: target)
    } else {
      target.pointee = UInt8(truncatingIfNeeded: 0x30 &+ rest)
    }
    return count
  }

  @inline(__always)
  private static func writePair(_ number: UInt64, to target: UnsafeMutablePointer<UInt8>) {
    let tens = (number &* 103) &>> 10
    target[0] = UInt8(truncatingIfNeeded: 0x30 &+ tens)
    target[1] = UInt8(truncatingIfNeeded: 0x30 &+ number &- tens &* 10)
  }

  /// The number of digits of a number.
  @inline(__always)
  private static func digitCount(_ number: UInt64) -> Int {
    var count = 1
    var bound: UInt64 = 10
    while number >= bound {
      count &+= 1
      if count == 20 { break }
      bound &*= 10
    }
    return count
  }

  /// Writes a number below 10^9 with at most six decimals, which most measured values are.
  ///
  /// The value times a million, rounded, is an integer below 2^53. If the integer divided by a million is the value
  /// again, its digits are read back as the value, since the division rounds as reading does. No shorter digits are,
  /// since doubles of this size are closer together than six decimals.
  ///
  /// - Returns: the number of bytes written; 0 if the value is not such a number.
  @usableFromInline
  static func writeShort(_ value: Double, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let magnitude = value.magnitude
    guard magnitude < 1e9 else { return 0 }
    let scaled = Int64(magnitude * 1e6 + 0.5)
    guard Double(scaled) / 1e6 == magnitude, !(scaled == 0 && value.sign == .minus) else { return 0 }
    var count = 0
    if value < 0 {
      target.pointee = UInt8(ascii: "-")
      count = 1
    }
    let (whole, fraction) = UInt64(scaled).quotientAndRemainder(dividingBy: 1_000_000)
    count &+= write(whole, to: target + count)
    target[count] = UInt8(ascii: ".")
    return count &+ 1 &+ writeFraction(fraction, to: target + (count &+ 1))
  }

  /// Writes six decimals without trailing zeros, but at least one digit.
  @inline(__always)
  private static func writeFraction(_ millionths: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    writePair(millionths / 10_000, to: target)
    writePair(millionths / 100 % 100, to: target + 2)
    writePair(millionths % 100, to: target + 4)
    var count = 6
    while count > 1, target[count &- 1] == 0x30 { count &-= 1 }
    return count
  }
}
