/// Decimal digits.
@usableFromInline
enum JSONDigits {
  /// Writes the digits of a number; room for 20 is there.
  ///
  /// - Returns: how many there are.
  @usableFromInline
  static func write(_ number: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if number < 10 {
      target.pointee = UInt8(truncatingIfNeeded: 0x30 &+ number)
      return 1
    }
    let count = digitCount(number)
    var rest = number
    var place = count
    while rest >= 100 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 100)
      rest = quotient
      place &-= 2
      writePair(remainder, to: target + place)
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

  /// How many digits a number has.
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

  /// Writes a number of at most six decimals and nine digits before them, which most measured values are; room for 20 is
  /// there.
  ///
  /// The value times a million, rounded, is a whole number below 2^53; if that divided by a million is the value again,
  /// then its digits are read as the value, since a division rounds as reading does. No shorter ones are, as values so
  /// large are closer together than the decimals.
  ///
  /// - Returns: how many bytes were written; 0 if the value is not such a number.
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

  /// Writes millionths without the zeros at the end, at least one digit.
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
