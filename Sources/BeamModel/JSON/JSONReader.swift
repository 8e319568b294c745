/// Reads JSON into messages by recursive descent.
struct JSONReader {
  private let text: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  /// Reads the document, which must be one object.
  mutating func document() throws(JSONError) -> GoogleProto.Struct {
    skipSpace()
    let result = try object()
    skipSpace()
    guard position == text.count else { throw fault("unexpected text after the object") }
    return result
  }
}

// MARK: Values

extension JSONReader {
  private mutating func value() throws(JSONError) -> GoogleProto.Value {
    skipSpace()
    let kind: GoogleProto.Value.OneOf_Kind
    switch next {
    case UInt8(ascii: "{"): kind = .structValue(try object())
    case UInt8(ascii: "["): kind = .listValue(try array())
    case UInt8(ascii: "\""): kind = .stringValue(try string())
    case UInt8(ascii: "t"): kind = .boolValue(try word("true", true))
    case UInt8(ascii: "f"): kind = .boolValue(try word("false", false))
    case UInt8(ascii: "n"): kind = .nullValue(try word("null", .nullValue))
    default: kind = .numberValue(try number())
    }
    return .with { $0.kind = kind }
  }

  private mutating func object() throws(JSONError) -> GoogleProto.Struct {
    var result = GoogleProto.Struct()
    try open("{", "an object")
    if take("}") { return closed(result) }
    repeat {
      skipSpace()
      let start = position
      let name = try string()
      guard take(":") else { throw fault("expected ':' after a name") }
      guard result.fields.updateValue(try value(), forKey: name) == nil else {
        throw JSONError(reason: "duplicate name \"\(name)\"", offset: start)
      }
    } while take(",")
    guard take("}") else { throw fault("expected ',' or '}' in an object") }
    return closed(result)
  }

  private mutating func array() throws(JSONError) -> GoogleProto.ListValue {
    var result = GoogleProto.ListValue()
    try open("[", "an array")
    if take("]") { return closed(result) }
    repeat { result.values.append(try value()) } while take(",")
    guard take("]") else { throw fault("expected ',' or ']' in an array") }
    return closed(result)
  }

  private mutating func open(_ bracket: Character, _ what: String) throws(JSONError) {
    guard take(bracket) else { throw fault("expected \(what)") }
    depth += 1
    guard depth <= JSONError.maximumDepth else { throw fault("nested more than \(JSONError.maximumDepth) levels deep") }
  }

  private mutating func closed<Result>(_ result: Result) -> Result {
    depth -= 1
    return result
  }

  private mutating func word<Result>(_ word: String, _ result: Result) throws(JSONError) -> Result {
    guard text[position...].starts(with: word.utf8) else { throw fault("invalid word") }
    position += word.utf8.count
    return result
  }

  /// Reads a number, `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, in the range of a double.
  private mutating func number() throws(JSONError) -> Double {
    let start = position
    skip("-")
    if !skip("0") { try digits("expected a value") }
    if skip(".") { try digits("a number ends with '.'") }
    if skip("e") || skip("E") {
      if !skip("+") { skip("-") }
      try digits("a number's exponent has no digits")
    }
    let written = String(decoding: text[start..<position], as: UTF8.self)
    guard let number = Double(written), number.isFinite else {
      throw JSONError(reason: "\(written) is out of the range of a double", offset: start)
    }
    return number
  }

  private mutating func digits(_ otherwise: String) throws(JSONError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw fault(otherwise) }
  }
}

// MARK: Strings

extension JSONReader {
  private mutating func string() throws(JSONError) -> String {
    guard skip("\"") else { throw fault("expected a name in quotes") }
    var bytes: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: try escape())
      case ..<0x20: throw fault("a control character in a string is not escaped")
      default: bytes.append(byte)
      }
    }
    throw fault("a string does not end")
  }

  /// Reads the rest of an escape, after the backslash.
  /// - Returns: its UTF-8.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw fault("a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw fault("invalid escape")
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
    let first = try hexadecimal()
    var units = [first]
    if UTF16.isLeadSurrogate(first) {
      guard skip("\\"), skip("u") else { throw fault("unpaired surrogate") }
      units.append(try hexadecimal())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw fault("unpaired surrogate") }
    return Array(text.utf8)
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt16 {
    var result: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw fault("\\u is not followed by four hexadecimal digits")
      }
      position += 1
      result = result << 4 | UInt16(digit)
    }
    return result
  }
}

// MARK: Bytes

extension JSONReader {
  private var next: UInt8? { position < text.count ? text[position] : nil }

  private func fault(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Skips white space, then `character` if it is next.
  /// - Returns: whether it was.
  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    return skip(character)
  }

  /// Skips `character` if it is next.
  /// - Returns: whether it was.
  @discardableResult
  private mutating func skip(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }
}
