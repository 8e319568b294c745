/// A path as text. A byte that is not UTF-8 is written as an escape such as `\xE9`, and so is a backslash that would otherwise look
/// like the start of an escape.
extension FilePath: LosslessStringConvertible {
  package var description: String {
    var text = ""
    var rest = characters[...]
    while let character = rest.popFirst() {
      switch character {
      case .scalar("\\") where Self.escaped(rest) != nil: text += Self.escape(UInt8(ascii: "\\"))
      case .scalar(let scalar): text.unicodeScalars.append(scalar)
      case .byte(let byte): text += Self.escape(byte)
      }
    }
    return text
  }

  package init?(_ description: String) {
    var bytes: [UInt8] = []
    var rest = FilePath(utf8: description).characters[...]
    while let character = rest.popFirst() {
      switch character {
      case .scalar("\\"):
        if let byte = Self.escaped(rest) {
          bytes.append(byte)
          rest.removeFirst(3)
        } else {
          bytes.append(UInt8(ascii: "\\"))
        }
      case .scalar(let scalar): bytes += scalar.utf8
      case .byte(let byte): bytes.append(byte)
      }
    }
    self.init(bytes)
  }

  /// A character of a path: a Unicode scalar, or a single byte that is not UTF-8.
  enum Character: Equatable {
    case scalar(Unicode.Scalar)
    case byte(UInt8)
  }

  /// The path's characters.
  var characters: [Character] {
    var characters: [Character] = []
    var rest = bytes[...]
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let encoded):
        characters.append(.scalar(Unicode.UTF8.decode(encoded)))
        rest.removeFirst(encoded.count)
      case .error(let length):
        characters += rest.prefix(length).map { .byte($0) }
        rest.removeFirst(length)
      case .emptyInput: return characters
      }
    }
  }

  private static func escape(_ byte: UInt8) -> String {
    "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
  }

  /// The byte of the escape whose characters follow a backslash; nil: it is not an escape.
  private static func escaped(_ characters: ArraySlice<Character>) -> UInt8? {
    let text = characters.prefix(3).reduce(into: "") { text, character in
      if case .scalar(let scalar) = character { text.unicodeScalars.append(scalar) }
    }
    guard text.utf8.count == 3, text.hasPrefix("x"), text.dropFirst().allSatisfy(\.isHexDigit) else { return nil }
    return UInt8(text.dropFirst(), radix: 16)
  }
}
