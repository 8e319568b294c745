/// The message for an unknown name.
enum UnknownName {
  /// - Parameters:
  ///   - spelling: the name as typed.
  ///   - group: the word that contained it, if it was one of several letters.
  static func failure(_ spelling: String, _ table: ParameterTable, in group: String? = nil) -> ParseFailure {
    let within = group.map { $0 == spelling ? "" : " in '\($0)'" } ?? ""
    let suggestion =
      option(similarTo: group ?? spelling, table) ?? argument(named: spelling, table)
      ?? subcommand(named: spelling, table)
    return ParseFailure(
      "unknown option '\(spelling)'\(within)", suggestion: suggestion.map { "did you mean \($0)?" })
  }

  private static func option(similarTo typed: String, _ table: ParameterTable) -> String? {
    let asLong = "--" + String(typed.drop { $0 == "-" }).kebabCased
    return Suggestion.nearest(to: asLong, among: table.suggestions).map { "'\($0)'" }
  }

  /// An argument to which other programs give a name: `--topic orders` or `-t orders`.
  private static func argument(named spelling: String, _ table: ParameterTable) -> String? {
    let name = String(spelling.drop { $0 == "-" })
    let argument = table.positionals.first { positional in
      guard positional.help.visibility == .default else { return false }
      if !spelling.hasPrefix("--") { return name == positional.valueName.prefix(1) }
      return Suggestion.nearest(to: name, among: [positional.valueName]) != nil
    }
    return argument.map { "'\($0.label)', which is given without a name" }
  }

  /// A subcommand that is an option of other programs: `--list`.
  private static func subcommand(named spelling: String, _ table: ParameterTable) -> String? {
    table.subcommands.first { "--" + ($0.split(separator: " ").last ?? "") == spelling }.map { "'\($0)'" }
  }
}
