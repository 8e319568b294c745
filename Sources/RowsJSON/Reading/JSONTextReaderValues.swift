public import Rows

extension JSONTextReader {
  @usableFromInline
  func nextKind() -> ValueKind {
    switch byte {
    case UInt8(ascii: "{"): .row
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "-"), 0x30...0x39: .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    case UInt8(ascii: "n"): .null
    default: .unknown
    }
  }

  @inlinable @inline(__always)
  mutating func readNull() throws(GivenUp) -> Bool {
    guard byte == UInt8(ascii: "n") else { return false }
    try passWord(0x6C6C_756E)
    return true
  }

  @usableFromInline
  mutating func read(_ type: Bool.Type) throws(GivenUp) -> Bool {
    if byte == UInt8(ascii: "t") {
      try passWord(0x6575_7274)
      return true
    }
    try passWord(0x736C_6166)
    try pass(UInt8(ascii: "e"))
    return false
  }

  /// Skips four letters, given as a word with the first letter lowest.
  @usableFromInline
  mutating func passWord(_ letters: UInt32) throws(GivenUp) {
    guard end - cursor > 4, UInt32(littleEndian: cursor.loadUnaligned(as: UInt32.self)) == letters else {
      throw giveUp()
    }
    cursor += 4
  }

  @inlinable @inline(__always)
  mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
    integer type: Integer.Type
  ) throws(GivenUp) -> Integer {
    guard let value = Integer(exactly: try readWholeNumber()) else { throw giveUp() }
    return value
  }

  @inlinable @inline(__always)
  mutating func read(_ type: Double.Type) throws(GivenUp) -> Double { try readNumber() }

  @inlinable
  mutating func read(_ type: Float.Type) throws(GivenUp) -> Float {
    let value = Float(try readNumber())
    guard value.isFinite else { throw giveUp() }
    return value
  }

  @inlinable @inline(__always)
  mutating func read(_ type: String.Type) throws(GivenUp) -> String { try readString() }

  @usableFromInline
  mutating func read(_ type: Bytes.Type) throws(GivenUp) -> Bytes {
    guard let bytes = Base64.decode(try scanString().bytes) else { throw giveUp() }
    return bytes
  }

  @usableFromInline
  mutating func read(_ type: Timestamp.Type) throws(GivenUp) -> Timestamp {
    let point: Timestamp
    if byte == UInt8(ascii: "\"") {
      guard let read = Timestamp(iso8601: String(decoding: try scanString().bytes, as: UTF8.self)) else {
        throw giveUp()
      }
      point = read
    } else {
      point = Timestamp(milliseconds: try readWholeNumber())
    }
    guard point == point.clamped else { throw giveUp() }
    return point
  }

  // MARK: Skipping

  @usableFromInline
  mutating func skipValue() throws(GivenUp) {
    switch nextKind() {
    case .string: _ = try scanString()
    case .number: try passNumber()
    case .boolean: _ = try read(Bool.self)
    case .null: _ = try readNull()
    case .array: try skipArray()
    case .row: try skipObject()
    case .unknown: throw giveUp()
    }
  }

  private mutating func skipArray() throws(GivenUp) {
    var elements = try beginArray()
    while try nextElement(in: &elements) { try skipValue() }
  }

  private mutating func skipObject() throws(GivenUp) {
    var elements = try beginMap()
    while try nextElement(in: &elements) {
      _ = try scanString()
      try passColon()
      try skipValue()
    }
  }
}
