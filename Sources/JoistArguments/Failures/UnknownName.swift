/// The message for an unknown name.
enum UnknownName {
  /// - Parameters:
  ///   - spelling: the name as typed.
  ///   - group: the word that contained it, if it was one of several letters.
  static func failure(_ spelling: String, _ table: ParameterTable, in group: String? = nil) -> ParseFailure {
    let within = group.map { $0 == spelling ? "" : " in '\($0)'" } ?? ""
    return ParseFailure("unknown option '\(spelling)'\(within)", hint: hint(for: group ?? spelling, table))
  }

  private static func hint(for typed: String, _ table: ParameterTable) -> String? {
    let asLong = "--" + String(typed.drop { $0 == "-" }).kebabCased
    return Suggestion.nearest(to: asLong, among: table.suggestions).map { "did you mean '\($0)'?" }
  }
}
