// Part of the slow parser: see `JSONScanner`. A number becomes an integer of 64 bits, a `Double`, or a reference to its
// text.

extension JSONScanner {
  /// Reads a number.
  mutating func scanNumber() throws(Malformed) {
    let begin = offset
    let isNegative = take("-")
    guard let first = byte, (0x30...0x39).contains(first) else { throw unexpected("where a digit should be") }
    if first == 0x30 {
      offset += 1
      if let next = byte, (0x30...0x39).contains(next) {
        throw Malformed(reason: "a number must not begin with 0 followed by another digit", offset: begin)
      }
    } else {
      skipDigits()
    }
    var isInteger = true
    if take(".") {
      isInteger = false
      try skipSomeDigits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try skipSomeDigits()
    }
    append(UnsafeRawBufferPointer(rebasing: text[begin..<offset]), begin, isInteger, isNegative)
  }

  private mutating func append(
    _ number: UnsafeRawBufferPointer, _ begin: Int, _ isInteger: Bool, _ isNegative: Bool
  ) {
    let digits = String(decoding: number, as: UTF8.self)
    if isInteger {
      if let value = Int64(digits) {
        if value == 0, isNegative { negativeZeros.append(tape.count) }
        tape += [Tape.word(Tape.signed), UInt64(bitPattern: value)]
      } else if !isNegative, let value = UInt64(digits) {
        tape += [Tape.word(Tape.unsigned), value]
      } else {
        tape += [Tape.word(Tape.hugeNumber, UInt64(begin)), UInt64(number.count)]
      }
    } else if let value = Double(digits), value.isFinite {
      tape += [Tape.word(Tape.double), value.bitPattern]
    } else {
      tape += [Tape.word(Tape.hugeNumber, UInt64(begin)), UInt64(number.count)]
    }
  }

  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: letter) else { return false }
    offset += 1
    return true
  }

  private mutating func skipDigits() {
    while let byte, (0x30...0x39).contains(byte) { offset += 1 }
  }

  private mutating func skipSomeDigits() throws(Malformed) {
    guard let byte, (0x30...0x39).contains(byte) else { throw unexpected("where a digit should be") }
    skipDigits()
  }
}

/// Parses the text of a number that is an integer, exactly.
enum WholeNumber {
  /// The sign and the magnitude of `12`, `12.0` or `1.2e1`; nil if it has a fraction or more than 64 bits.
  static func read(_ text: String) -> (isNegative: Bool, magnitude: UInt64)? {
    var digits: [UInt8] = []
    var exponent = 0
    var isFraction = false
    var rest = Substring(text).utf8
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard let power = Int(Substring(rest)), abs(power) < 1_000_000_000 else { return nil }
        exponent += power
        rest = Substring().utf8
      default:
        digits.append(byte - 0x30)
        if isFraction { exponent -= 1 }
      }
    }
    return magnitude(digits, exponent).map { (isNegative, $0) }
  }

  private static func magnitude(_ digits: [UInt8], _ exponent: Int) -> UInt64? {
    var digits = digits.drop { $0 == 0 }
    var exponent = exponent
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty { return 0 }
    guard exponent >= 0, digits.count + exponent <= 20 else { return nil }
    var value: UInt64 = 0
    for digit in digits + [UInt8](repeating: 0, count: exponent) {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }
}
