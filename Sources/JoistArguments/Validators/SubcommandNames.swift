/// Checks that the names and aliases of subcommands are unique.
enum SubcommandNames: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    var seen: Set<String> = path.configuration.subcommands.isEmpty ? [] : ["help"]
    for command in path.configuration.subcommands {
      for name in [CommandPath.name(of: command)] + command.configuration.aliases
      where !seen.insert(name).inserted {
        return "'\(path.name)' has two subcommands named '\(name)'; rename one"
      }
    }
    return nil
  }
}
