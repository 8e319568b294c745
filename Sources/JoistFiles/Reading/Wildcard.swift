/// A pattern for a file's name. `*` matches any characters, `?` one character, `[a-c]` one of several, and `[!a-c]` one that is
/// not among them; `\` escapes the next character. A byte that is not UTF-8 is one character. A `*`, `?` or `[` at the start
/// does not match a dot, so hidden files do not match.
struct Wildcard {
  private typealias Character = FilePath.Character

  private enum Part: Equatable {
    case any
    case one
    case exactly(Character)
    case among([ClosedRange<UInt32>], negated: Bool)
  }

  private var parts: [Part] = []

  /// Whether a name has characters with a special meaning.
  static func isPattern(_ name: FilePath) -> Bool { name.bytes.contains { "*?[\\".utf8.contains($0) } }

  init(_ pattern: FilePath) {
    var rest = pattern.characters[...]
    while let character = rest.popFirst() {
      switch character {
      case .scalar("*"): if parts.last != .any { parts.append(.any) }
      case .scalar("?"): parts.append(.one)
      case .scalar("["):
        if let (part, left) = Self.brackets(rest) {
          parts.append(part)
          rest = left
        } else {
          parts.append(.exactly(character))
        }
      case .scalar("\\"): parts.append(.exactly(rest.popFirst() ?? character))
      default: parts.append(.exactly(character))
      }
    }
  }

  /// Parses the characters after an opening bracket; returns the part and the rest. Nil: there is no closing bracket.
  private static func brackets(_ text: ArraySlice<Character>) -> (Part, rest: ArraySlice<Character>)? {
    var rest = text
    let negated = rest.first == .scalar("!") || rest.first == .scalar("^")
    if negated { rest.removeFirst() }
    var ranges: [ClosedRange<UInt32>] = []
    while let first = rest.popFirst() {
      if first == .scalar("]"), !ranges.isEmpty { return (.among(ranges, negated: negated), rest) }
      var last = first
      if rest.first == .scalar("-"), let end = rest.dropFirst().first, end != .scalar("]") {
        rest.removeFirst(2)
        last = end
      }
      // A reversed range matches nothing.
      let (low, high) = (order(first), order(last))
      ranges.append(low <= high ? low...high : UInt32.max...UInt32.max)
    }
    return nil
  }

  /// Whether the whole name matches.
  func matches(_ name: FilePath) -> Bool {
    let name = name.characters
    if name.first == .scalar("."), parts.first != .exactly(.scalar(".")) { return false }
    var index = 0
    var part = 0
    var retry: (part: Int, index: Int)?
    while index < name.count || part < parts.count {
      if part < parts.count {
        if parts[part] == .any {
          retry = (part, index)
          part += 1
          continue
        }
        if index < name.count, Self.fits(name[index], parts[part]) {
          part += 1
          index += 1
          continue
        }
      }
      // Let the last `*` match one more character.
      guard let last = retry, last.index < name.count else { return false }
      retry = (last.part, last.index + 1)
      (part, index) = (last.part + 1, last.index + 1)
    }
    return true
  }

  private static func fits(_ character: Character, _ part: Part) -> Bool {
    switch part {
    case .any, .one: true
    case .exactly(let wanted): character == wanted
    case .among(let ranges, let negated): ranges.contains { $0.contains(order(character)) } != negated
    }
  }

  /// The order of a character in the ranges of brackets. Bytes that are not UTF-8 come after all text.
  private static func order(_ character: Character) -> UInt32 {
    switch character {
    case .scalar(let scalar): scalar.value
    case .byte(let byte): 0x11_0000 + UInt32(byte)
    }
  }
}
