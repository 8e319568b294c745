/// Checks that a command with subcommands has no options, since no subcommand could read them.
enum OptionsBesideSubcommands: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    guard !path.configuration.subcommands.isEmpty, let first = parameters.first else { return nil }
    return "'\(path.name)' has subcommands, so it cannot declare '\(first.label)'; "
      + "declare it in a ParsableArguments type that the subcommands include as an @OptionGroup"
  }
}
