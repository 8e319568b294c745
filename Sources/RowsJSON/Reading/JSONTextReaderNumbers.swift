import Rows

extension JSONTextReader {
  /// Reads an integer without a fraction or an exponent that fits 64 bits.
  @usableFromInline
  mutating func readWholeNumber() throws(GivenUp) -> Int64 {
    let number = try passNumber()
    guard number.isWhole, number.digits <= 19, let magnitude = Int64(exactly: number.significand) else {
      throw giveUp()
    }
    return number.isNegative ? -magnitude : magnitude
  }

  /// Reads a number whose digits and power of ten are both exact as `Double`, so that one operation rounds it
  /// correctly.
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

  /// A number as written: significand × 10^exponent.
  struct Number {
    var isNegative = false
    /// Whether it has no fraction and no exponent.
    var isWhole = true
    /// The digits as an integer; meaningless if there are more than 19.
    var significand: UInt64 = 0
    /// The number of digits.
    var digits = 0
    var exponent = 0
  }

  // SAFETY: `next` stops at the document's last byte at the latest, which is not part of a number: see
  // `JSONTextReader`.

  /// Parses a number and moves after it.
  @discardableResult @inline(__always)
  mutating func passNumber() throws(GivenUp) -> Number {
    var number = Number()
    var next = cursor
    if Self.byte(at: next) == UInt8(ascii: "-") {
      number.isNegative = true
      next += 1
    }
    let startsWithZero = Self.byte(at: next) == UInt8(ascii: "0")
    number.digits = Self.passDigits(&next, &number.significand)
    guard number.digits == 1 || number.digits > 1 && !startsWithZero else { throw giveUp() }
    if Self.byte(at: next) == UInt8(ascii: ".") {
      number.isWhole = false
      next += 1
      let digits = Self.passDigits(&next, &number.significand)
      guard digits > 0 else { throw giveUp() }
      number.digits += digits
      number.exponent = -digits
    }
    if Self.byte(at: next) | 0x20 == UInt8(ascii: "e") {
      number.isWhole = false
      next += 1
      let isNegative = Self.byte(at: next) == UInt8(ascii: "-")
      if isNegative || Self.byte(at: next) == UInt8(ascii: "+") { next += 1 }
      var exponent: UInt64 = 0
      let digits = Self.passDigits(&next, &exponent)
      // A longer exponent could still be a small number, as `1e00001`, but is rare.
      guard digits > 0, digits <= 4 else { throw giveUp() }
      number.exponent += isNegative ? -Int(exponent) : Int(exponent)
    }
    cursor = next
    return number
  }

  @inline(__always)
  private static func byte(at address: UnsafeRawPointer) -> UInt8 { address.load(as: UInt8.self) }

  /// Skips digits and appends them to a value.
  ///
  /// - Returns: the number of digits.
  @inline(__always)
  private static func passDigits(_ next: inout UnsafeRawPointer, _ value: inout UInt64) -> Int {
    let start = next
    while case let digit = byte(at: next) &- 0x30, digit < 10 {
      value = value &* 10 &+ UInt64(digit)
      next += 1
    }
    return next - start
  }
}
