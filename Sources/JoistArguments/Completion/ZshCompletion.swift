/// The completion script for zsh: a function for each command, which calls `_arguments`.
enum ZshCompletion {
  static func script(for root: CompletionCommand) -> String {
    let functions = root.all.map(function).joined(separator: "\n\n")
    return """
      #compdef \(root.name)
      # Completion of \(root.name) for zsh.
      \(functions)

      compdef \(root.function) \(root.name)
      """
  }

  private static func function(_ command: CompletionCommand) -> String {
    var specifications = command.options.flatMap(specifications)
    guard !command.subcommands.isEmpty else {
      specifications += command.positionals.map { ":argument:\(action($0))".quotedForShell }
      return body(command, ["  _arguments -s \(specifications.joined(separator: " "))"])
    }
    let described = command.subcommands.map { "\($0.name):\($0.abstract)".quotedForShell }.joined(separator: " ")
    return body(
      command,
      ["  local -a commands=(\(described))", "  case \"$words[2]\" in"]
        + command.subcommands.map { "    \($0.name)) shift words; (( CURRENT-- )); \($0.function); return ;;" }
        + ["  esac", "  if [[ $PREFIX == -* ]]; then _arguments -s \(specifications.joined(separator: " "))"]
        + ["  else _describe command commands; fi"])
  }

  private static func body(_ command: CompletionCommand, _ lines: [String]) -> String {
    (["\(command.function)() {"] + lines + ["}"]).joined(separator: "\n")
  }

  private static func specifications(_ option: CompletionOption) -> [String] {
    let abstract = option.abstract.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    return option.names.map { name in
      let value = option.value.map { ":value:\(action($0))" } ?? ""
      return "\(option.isRepeating ? "*" : "")\(name.spelling)[\(abstract)]\(value)".quotedForShell
    }
  }

  private static func action(_ kind: CompletionKind) -> String {
    switch kind.kind {
    case .default: ""
    case .list(let words): "(\(words.joined(separator: " ")))"
    case .file(let extensions):
      extensions.isEmpty ? "_files" : "_files -g \"\(extensions.map { "*.\($0)" }.joined(separator: " "))\""
    case .directory: "_files -/"
    case .shellCommand(let command): "{local -a found; found=(${(f)\"$(\(command))\"}); compadd -a found}"
    }
  }
}
