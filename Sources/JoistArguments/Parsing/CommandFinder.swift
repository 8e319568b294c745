/// Finds the subcommand named by the first words.
enum CommandFinder {
  /// The command, and the remaining words for it.
  /// - Throws: ``CommandFailure`` for an unknown subcommand, or with a request for help.
  static func find(from root: CommandPath, in words: [String]) throws -> (path: CommandPath, words: [String]) {
    var path = root
    var words = words[...]
    while !path.configuration.subcommands.isEmpty {
      guard let first = words.first, case .value(let name) = Word(first) else { return try unnamed(path, words) }
      if let subcommand = path.subcommand(named: name) {
        path = path.appending(subcommand)
      } else if name == "help" {
        let meant = try find(from: path, in: Array(words.dropFirst())).path
        throw CommandFailure(command: meant, cause: BuiltInRequest.help(includeHidden: false))
      } else {
        throw CommandFailure(command: path, cause: unknown(name, in: path))
      }
      words.removeFirst()
    }
    return (path, Array(words))
  }

  private static func unnamed(_ path: CommandPath, _ words: ArraySlice<String>) throws -> (CommandPath, [String]) {
    let asksForMore = BuiltInRequest.find(in: Array(words), for: path) != nil
    guard let standard = path.configuration.defaultSubcommand, !asksForMore else { return (path, Array(words)) }
    return (path.appending(standard), Array(words))
  }

  private static func unknown(_ name: String, in path: CommandPath) -> ParseFailure {
    let names = path.shownSubcommands
    return ParseFailure(
      "unknown command '\(name)'", detail: "the commands are: \(names.joined(separator: ", "))",
      suggestion: Suggestion.nearest(to: name, among: names).map { "did you mean '\(path.name) \($0)'?" })
  }
}
