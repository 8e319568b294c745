/// A pattern of a file's name: `*` is any characters, `?` one, `[a-c]` one of some, `[!a-c]` one of all others, `\` takes the
/// special meaning from what follows. A byte of a name that is not UTF-8 is one character. A `*`, `?` or `[` at the start does not stand for a dot: hidden files are not meant.
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

  /// What stands in brackets, and what behind them; nil where they are not closed.
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
      // A range the wrong way round holds nothing.
      let (low, high) = (order(first), order(last))
      ranges.append(low <= high ? low...high : UInt32.max...UInt32.max)
    }
    return nil
  }

  /// Whether the whole name fits.
  func matches(_ name: FilePath) -> Bool {
    let name = name.characters
    if name.first == .scalar("."), parts.first != .exactly(.scalar(".")) { return false }
    var place = 0
    var part = 0
    var retry: (part: Int, place: Int)?
    while place < name.count || part < parts.count {
      if part < parts.count {
        if parts[part] == .any {
          retry = (part, place)
          part += 1
          continue
        }
        if place < name.count, Self.fits(name[place], parts[part]) {
          part += 1
          place += 1
          continue
        }
      }
      // The last `*` takes one more.
      guard let last = retry, last.place < name.count else { return false }
      retry = (last.part, last.place + 1)
      (part, place) = (last.part + 1, last.place + 1)
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

  /// Where a character stands in the ranges of brackets: bytes that are no text after all text.
  private static func order(_ character: Character) -> UInt32 {
    switch character {
    case .scalar(let scalar): scalar.value
    case .byte(let byte): 0x11_0000 + UInt32(byte)
    }
  }
}
