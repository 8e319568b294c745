/// The completion script for bash: a function for each command. The root's function calls that of the typed subcommand.
enum BashCompletion {
  static func script(for root: CompletionCommand) -> String {
    let functions = root.all.map(function).joined(separator: "\n\n")
    return """
      # Completion of \(root.name) for bash.
      \(functions)

      complete -o default -F \(root.function) \(root.name)
      """
  }

  private static func function(_ command: CompletionCommand) -> String {
    let depth = command.words.count
    var lines = ["\(command.function)() {"]
    if depth == 1 {
      lines += ["  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\""]
    }
    lines.append("  COMPREPLY=()")
    if !command.subcommands.isEmpty {
      lines += ["  if (( COMP_CWORD > \(depth) )); then", "    case \"${COMP_WORDS[\(depth)]}\" in"]
      lines += command.subcommands.map { "      \($0.name)) \($0.function); return ;;" }
      lines += ["    esac", "  fi"]
    }
    let valued = command.options.filter { $0.value != nil }
    if !valued.isEmpty {
      lines.append("  case \"$previous\" in")
      lines += valued.map { option in
        let names = option.names.map(\.spelling).joined(separator: "|")
        return "    \(names)) \(reply(option.value ?? .default)); return ;;"
      }
      lines.append("  esac")
    }
    let words = command.options.flatMap(\.names).map(\.spelling) + command.subcommands.map(\.name)
    lines.append("  COMPREPLY=( $(compgen -W \(words.joined(separator: " ").quotedForShell) -- \"$current\") )")
    if let first = command.positionals.first, first != .default {
      lines.append("  if [[ \"$current\" != -* ]]; then \(reply(first)); fi")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private static func reply(_ kind: CompletionKind) -> String {
    let generate =
      switch kind.kind {
      case .default: ""
      case .list(let words): "-W \(words.joined(separator: " ").quotedForShell)"
      case .file: "-f"
      case .directory: "-d"
      case .shellCommand(let command): "-W \"$(\(command))\""
      }
    return generate.isEmpty ? "COMPREPLY=()" : "COMPREPLY=( $(compgen \(generate) -- \"$current\") )"
  }
}
