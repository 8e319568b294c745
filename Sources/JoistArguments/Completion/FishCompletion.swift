/// The completion script for fish: a line for each possible word, with the condition for it.
enum FishCompletion {
  static func script(for root: CompletionCommand) -> String {
    (["# Completion of \(root.name) for fish.", "complete -c \(root.name) -f"] + root.all.flatMap { lines($0, root) })
      .joined(separator: "\n")
  }

  private static func lines(_ command: CompletionCommand, _ root: CompletionCommand) -> [String] {
    let start = "complete -c \(root.name) -n \(condition(command).quotedForShell)"
    return command.subcommands.map { "\(start) -a \($0.name) -d \($0.abstract.quotedForShell)" }
      + command.options.map { "\(start)\(names($0)) -d \($0.abstract.quotedForShell)\(value($0))" }
      + command.positionals.compactMap { kind in arguments(kind).map { "\(start)\($0)" } }
  }

  /// The condition that this command has been typed, but none of its subcommands.
  private static func condition(_ command: CompletionCommand) -> String {
    let typed = command.words.dropFirst().map { "__fish_seen_subcommand_from \($0)" }
    let below = command.subcommands.map(\.name).joined(separator: " ")
    let none = below.isEmpty ? [] : ["not __fish_seen_subcommand_from \(below)"]
    let all = typed + none
    return all.isEmpty ? "true" : all.joined(separator: "; and ")
  }

  private static func names(_ option: CompletionOption) -> String {
    option.names.map {
      switch $0 {
      case .long(let name): " -l \(name)"
      case .short(let character): " -s \(character)"
      }
    }.joined()
  }

  private static func value(_ option: CompletionOption) -> String {
    guard let kind = option.value else { return "" }
    return " -r" + (arguments(kind) ?? "")
  }

  private static func arguments(_ kind: CompletionKind) -> String? {
    switch kind.kind {
    case .default: nil
    case .list(let words): " -a \(words.joined(separator: " ").quotedForShell)"
    case .file: " -F"
    case .directory: " -a \("(__fish_complete_directories)".quotedForShell)"
    case .shellCommand(let command): " -a \("(\(command))".quotedForShell)"
    }
  }
}
