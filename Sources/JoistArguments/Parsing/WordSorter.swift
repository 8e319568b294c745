/// Assigns the words of a command line to parameters.
struct WordSorter {
  private let table: ParameterTable
  private var words: ArraySlice<String>
  private var given: GivenArguments = [:]
  private var values: [String] = []

  private init(_ table: ParameterTable, _ words: [String]) {
    self.table = table
    self.words = words[...]
  }

  /// - Throws: ``ParseFailure`` for an unknown name, an unexpected value, or a missing value.
  static func sort(_ words: [String], for table: ParameterTable) throws -> GivenArguments {
    var sorter = WordSorter(table, words)
    try sorter.sortNamed()
    try sorter.sortPositionals()
    return sorter.given
  }

  private mutating func sortNamed() throws {
    while let text = words.popFirst() {
      switch Word(text) {
      case .long(let name, let value): try sortLong(name, value)
      case .short(let characters): try sortShort(characters, text)
      case .terminator:
        values += words
        words = []
      case .value(let value): values.append(value)
      }
    }
  }

  private mutating func sortLong(_ name: String, _ attached: String?) throws {
    guard let parameter = table[.long(name)] else { throw UnknownName.failure("--\(name)", table) }
    switch (parameter.kind, attached) {
    case (.flag, .some): throw ParseFailure("'\(parameter.label)' takes no value")
    case (.flag, .none): note(parameter, "")
    case (_, .some(let value)): note(parameter, value)
    case (_, .none): try takeValues(parameter)
    }
  }

  /// Handles `-v` and `-vq` (flags), `-n5` and `-n=5` (an option with its value), and `-vn 5` (both).
  private mutating func sortShort(_ characters: [Character], _ text: String) throws {
    for (index, character) in characters.enumerated() {
      guard let parameter = table[.short(character)] else {
        throw UnknownName.failure(characters.count == 1 ? text : "-\(character)", table, in: text)
      }
      if parameter.kind == .flag {
        note(parameter, "")
      } else if index == characters.count - 1 {
        try takeValues(parameter)
      } else {
        let rest = characters[(index + 1)...]
        note(parameter, String(rest.first == "=" ? rest.dropFirst() : rest))
        return
      }
    }
  }

  /// Takes the value or values after a name.
  private mutating func takeValues(_ parameter: Parameter) throws {
    if let value = parameter.withoutValue { return note(parameter, value) }
    guard let first = takeValue() else { throw ParseFailure("missing value for '\(parameter.label)'") }
    note(parameter, first)
    while parameter.takesValuesUpToNextOption, let next = takeValue() { note(parameter, next) }
  }

  private mutating func takeValue() -> String? {
    guard let next = words.first, case .value(let value) = Word(next) else { return nil }
    words.removeFirst()
    return value
  }

  private mutating func sortPositionals() throws {
    var left = values[...]
    for parameter in table.positionals {
      if parameter.isRepeating {
        for value in left { note(parameter, value) }
        left = []
      } else if let value = left.popFirst() {
        note(parameter, value)
      }
    }
    guard let extra = left.first else { return }
    throw ParseFailure(
      "unexpected argument '\(extra)'",
      suggestion: Suggestion.nearest(to: "--\(extra)", among: table.suggestions).map { "did you mean '\($0)'?" })
  }

  private mutating func note(_ parameter: Parameter, _ text: String) {
    let argument = GivenArgument(text: text, label: parameter.label, choice: parameter.choice)
    given[parameter.path, default: []].append(argument)
  }
}
