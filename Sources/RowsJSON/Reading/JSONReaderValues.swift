public import Rows

// Reads values from the tape. Uncommon cases are out of line.

extension JSONReader {
  /// The kind of the next value.
  @inlinable
  public func nextKind() -> ValueKind {
    switch tag {
    case Tape.openObject: .row
    case Tape.openArray: .array
    case Tape.string, Tape.brokenString: .string
    case Tape.signed, Tape.unsigned, Tape.double, Tape.hugeNumber: .number
    case Tape.yes, Tape.no: .boolean
    case Tape.null: .null
    default: .unknown
    }
  }

  /// Skips the next value if it is `null`.
  @inlinable @inline(__always)
  public mutating func readNull() throws(JSONError) -> Bool {
    guard tag == Tape.null else { return false }
    index &+= 1
    return true
  }

  /// Reads `true` or `false`.
  @inlinable @inline(__always)
  public mutating func read(_ type: Bool.Type) throws(JSONError) -> Bool {
    let tag = tag
    guard tag == Tape.yes || tag == Tape.no else { try mismatch("true or false").raise() }
    index &+= 1
    return tag == Tape.yes
  }

  /// Reads an integer, which may be written as `12.0` or `1.2e1`.
  @inlinable @inline(__always)
  public mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
    integer type: Integer.Type
  ) throws(JSONError) -> Integer {
    if tag == Tape.signed, let value = Integer(exactly: Int64(bitPattern: tape[index &+ 1])) {
      index &+= 2
      return value
    }
    return try readUncommon(integer: type)
  }

  @inlinable @inline(never)
  mutating func readUncommon<Integer: FixedWidthInteger>(integer type: Integer.Type) throws(JSONError) -> Integer {
    guard let (isNegative, magnitude) = try wholeNumber() else { try notWhole().raise() }
    let value = isNegative ? Integer(exactly: 0 - Int128(magnitude)) : Integer(exactly: magnitude)
    guard let value else { try outOfRange("\(Integer.self)").raise() }
    index &+= 2
    return value
  }

  /// Reads a number, or one of the strings `"NaN"`, `"Infinity"` and `"-Infinity"`.
  @inlinable @inline(__always)
  public mutating func read(_ type: Double.Type) throws(JSONError) -> Double {
    if tag == Tape.double {
      let value = Double(bitPattern: tape[index &+ 1])
      index &+= 2
      return value
    }
    return try readUncommonDouble()
  }

  @usableFromInline @inline(never)
  mutating func readUncommonDouble() throws(JSONError) -> Double {
    let value: Double
    switch tag {
    case Tape.signed:
      let whole = Int64(bitPattern: tape[index + 1])
      value = whole == 0 && negativeZeros.contains(index, in: text) ? -0.0 : Double(whole)
    case Tape.unsigned: value = Double(tape[index + 1])
    case Tape.hugeNumber:
      guard let finite = Double(hugeNumber), finite.isFinite else { try outOfRange("Double").raise() }
      value = finite
    case Tape.string:
      guard let special = JSONSpecialNumbers.value(of: stringBytes) else { try mismatch("a number").raise() }
      index += 1
      return special
    default: try mismatch("a number").raise()
    }
    index += 2
    return value
  }

  /// Reads a number, rounded to the nearest `Float`.
  @inlinable
  public mutating func read(_ type: Float.Type) throws(JSONError) -> Float {
    let start = index
    let wide = try read(Double.self)
    let value = Float(wide)
    guard value.isFinite || !wide.isFinite else {
      index = start
      try outOfRange("Float").raise()
    }
    return value
  }

  /// Reads a string.
  @inlinable @inline(__always)
  public mutating func read(_ type: String.Type) throws(JSONError) -> String {
    guard tag == Tape.string else { try notString().raise() }
    let bytes = stringBytes
    index &+= 1
    return SmallString.make(ascii: bytes) ?? String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a string in base64.
  public mutating func read(_ type: Bytes.Type) throws(JSONError) -> Bytes {
    guard tag == Tape.string else { try notString().raise() }
    guard let bytes = Base64.decode(stringBytes) else {
      try failure("the string is not valid base64", at: index).raise()
    }
    index += 1
    return bytes
  }

  /// Reads a string in ISO 8601, as `2023-05-05T13:02:21.345Z`, or a number of milliseconds since 1970. A time outside
  /// Beam's range is an error.
  public mutating func read(_ type: Timestamp.Type) throws(JSONError) -> Timestamp {
    if nextKind() == .number {
      let start = index
      let point = Timestamp(milliseconds: try read(integer: Int64.self))
      guard point == point.clamped else {
        try timeOutOfRange("; a number must be in milliseconds", at: start).raise()
      }
      return point
    }
    guard tag == Tape.string else { try notString("a time").raise() }
    guard let point = Timestamp(iso8601: String(decoding: stringBytes, as: UTF8.self)) else {
      try failure("the string is not an ISO 8601 time such as 2023-05-05T13:02:21.345Z", at: index).raise()
    }
    guard point == point.clamped else { try timeOutOfRange(at: index).raise() }
    index += 1
    return point
  }

  // MARK: The text of numbers

  /// The next number as a sign and 64 bits; nil if it is not an integer or has more bits.
  @usableFromInline
  func wholeNumber() throws(JSONError) -> (isNegative: Bool, magnitude: UInt64)? {
    switch tag {
    case Tape.signed:
      let value = Int64(bitPattern: tape[index + 1])
      return (value < 0, value.magnitude)
    case Tape.unsigned: return (false, tape[index + 1])
    case Tape.double, Tape.hugeNumber: return WholeNumber.read(tag == Tape.double ? doubleText : hugeNumber)
    default: try mismatch("a number").raise()
    }
  }

  /// The text of the next number, which is huge.
  private var hugeNumber: String {
    let count = Int(truncatingIfNeeded: tape[index + 1])
    return String(decoding: text[payload..<(payload + count)], as: UTF8.self)
  }

  /// The text of the next number, which has a fraction or an exponent.
  private var doubleText: String {
    let begin = JSONScanner.location(ofWord: index, in: text).offset
    let digits = text[begin...].prefix { byte in
      (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
