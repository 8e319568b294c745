/// A pattern of a file's name: `*` is any characters, `?` one, `[a-c]` one of some, `[!a-c]` one of all others, `\` takes the
/// special meaning from what follows. A `*`, `?` or `[` at the start does not stand for a dot: hidden files are not meant.
struct Wildcard {
  private enum Part: Equatable {
    case any
    case one
    case exactly(Unicode.Scalar)
    case among([ClosedRange<UInt32>], negated: Bool)
  }

  private var parts: [Part] = []

  /// Whether a name has characters with a special meaning.
  static func isPattern(_ name: some StringProtocol) -> Bool { name.utf8.contains { "*?[\\".utf8.contains($0) } }

  init(_ pattern: some StringProtocol) {
    var rest = Array(pattern.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": if parts.last != .any { parts.append(.any) }
      case "?": parts.append(.one)
      case "[":
        if let (part, left) = Self.brackets(rest) {
          parts.append(part)
          rest = left
        } else {
          parts.append(.exactly(scalar))
        }
      case "\\": parts.append(.exactly(rest.popFirst() ?? scalar))
      default: parts.append(.exactly(scalar))
      }
    }
  }

  /// What stands in brackets, and what behind them; nil where they are not closed.
  private static func brackets(
    _ text: ArraySlice<Unicode.Scalar>
  ) -> (Part, rest: ArraySlice<Unicode.Scalar>)? {
    var rest = text
    let negated = rest.first == "!" || rest.first == "^"
    if negated { rest.removeFirst() }
    var ranges: [ClosedRange<UInt32>] = []
    while let first = rest.popFirst() {
      if first == "]", !ranges.isEmpty { return (.among(ranges, negated: negated), rest) }
      var last = first
      if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
        rest.removeFirst(2)
        last = end
      }
      // A range the wrong way round holds nothing.
      if first <= last { ranges.append(first.value...last.value) } else { ranges.append(UInt32.max...UInt32.max) }
    }
    return nil
  }

  /// Whether the whole name fits.
  func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    if name.first == ".", parts.first != .exactly(".") { return false }
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

  private static func fits(_ scalar: Unicode.Scalar, _ part: Part) -> Bool {
    switch part {
    case .any, .one: true
    case .exactly(let wanted): scalar == wanted
    case .among(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
    }
  }
}
