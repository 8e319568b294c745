/// A command with subcommands has no options of its own, since no subcommand could read them.
enum OptionsBesideSubcommands: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    guard !path.configuration.subcommands.isEmpty, let first = parameters.first else { return nil }
    return "'\(path.name)' has subcommands and declares '\(first.label)' itself; "
      + "declare it in a ParsableArguments that the subcommands take as an @OptionGroup"
  }
}
