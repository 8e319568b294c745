import Rows

extension JSONTextReader {
  /// Reads a number without a fraction and an exponent that fits 64 bits.
  @usableFromInline
  mutating func readWholeNumber() throws(GivenUp) -> Int64 {
    let number = try passNumber()
    guard number.isWhole, number.digits <= 19, let magnitude = Int64(exactly: number.significand) else {
      throw giveUp()
    }
    return number.isNegative ? -magnitude : magnitude
  }

  /// Reads a number whose nearest `Double` is found by one rounding: its digits and its power of ten both are a `Double`.
  @usableFromInline
  mutating func readNumber() throws(GivenUp) -> Double {
    let number = try passNumber()
    guard number.digits <= 19, number.significand <= 1 << 53, abs(number.exponent) <= 22 else { throw giveUp() }
    let significand = Double(number.significand)
    let magnitude =
      number.exponent < 0
      ? significand / Self.powersOfTen[-number.exponent] : significand * Self.powersOfTen[number.exponent]
    return number.isNegative ? -magnitude : magnitude
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// A number as it is written: significand × 10^exponent.
  struct Number {
    var isNegative = false
    /// Without a fraction and an exponent.
    var isWhole = true
    /// What the digits say where they are at most 19.
    var significand: UInt64 = 0
    var digits = 0
    var exponent = 0
  }

  /// Passes over a number.
  @discardableResult @inline(__always)
  mutating func passNumber() throws(GivenUp) -> Number {
    var number = Number()
    var place = cursor
    if Self.byte(at: place) == UInt8(ascii: "-") {
      number.isNegative = true
      place += 1
    }
    let startsWithZero = Self.byte(at: place) == UInt8(ascii: "0")
    number.digits = Self.passDigits(&place, &number.significand)
    guard number.digits == 1 || number.digits > 1 && !startsWithZero else { throw giveUp() }
    if Self.byte(at: place) == UInt8(ascii: ".") {
      number.isWhole = false
      place += 1
      let digits = Self.passDigits(&place, &number.significand)
      guard digits > 0 else { throw giveUp() }
      number.digits += digits
      number.exponent = -digits
    }
    if Self.byte(at: place) | 0x20 == UInt8(ascii: "e") {
      number.isWhole = false
      place += 1
      let isNegative = Self.byte(at: place) == UInt8(ascii: "-")
      if isNegative || Self.byte(at: place) == UInt8(ascii: "+") { place += 1 }
      var exponent: UInt64 = 0
      let digits = Self.passDigits(&place, &exponent)
      // One of many digits may still be a small number: nobody writes it.
      guard digits > 0, digits <= 4 else { throw giveUp() }
      number.exponent += isNegative ? -Int(exponent) : Int(exponent)
    }
    cursor = place
    return number
  }

  @inline(__always)
  private static func byte(at place: UnsafeRawPointer) -> UInt8 { place.load(as: UInt8.self) }

  /// Passes over digits, and appends them to those of a value.
  ///
  /// - Returns: how many there are.
  @inline(__always)
  private static func passDigits(_ place: inout UnsafeRawPointer, _ value: inout UInt64) -> Int {
    let start = place
    while case let digit = byte(at: place) &- 0x30, digit < 10 {
      value = value &* 10 &+ UInt64(digit)
      place += 1
    }
    return place - start
  }
}
