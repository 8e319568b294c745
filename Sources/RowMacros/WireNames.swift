/// Converts names of properties to names on the wire.
enum WireNames {
  case snakeCase
  case camelCase

  /// The name on the wire of a property.
  func name(of property: String) -> String {
    switch self {
    case .camelCase: property
    case .snakeCase: Self.snakeCase(property)
    }
  }

  /// Lower-case words joined by underscores. A run of capitals is one word, except that a last capital before a
  /// lower-case letter begins the next word: `eventTS` becomes `event_ts`, and `httpURLPath` becomes `http_url_path`. A
  /// plural `s` belongs to its run: `userIDs` becomes `user_ids`.
  static func snakeCase(_ property: String) -> String {
    let letters = Array(property)
    var name = ""
    for (index, letter) in letters.enumerated() {
      if letter.isUppercase, beginsWord(letters, at: index) { name.append("_") }
      name += letter.lowercased()
    }
    return name
  }

  /// Whether the capital at `index` begins a word other than the first.
  private static func beginsWord(_ letters: [Character], at index: Int) -> Bool {
    guard index > 0, letters[index - 1] != "_" else { return false }
    guard letters[index - 1].isUppercase else { return true }
    guard index + 1 < letters.count, letters[index + 1].isLowercase else { return false }
    let endsRunAsPlural = letters[index + 1] == "s" && (index + 2 == letters.count || !letters[index + 2].isLowercase)
    return !endsRunAsPlural
  }
}
