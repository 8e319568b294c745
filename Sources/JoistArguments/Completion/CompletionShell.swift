/// A shell with completion scripts.
public enum CompletionShell: String, CaseIterable, Sendable {
  /// GNU bash, chosen if `SHELL` ends in `/bash`.
  case bash
  /// Z shell, chosen if `SHELL` ends in `/zsh`.
  case zsh
  /// The fish shell, chosen if `SHELL` ends in `/fish`.
  case fish

  /// The shell with this name; nil: the user's shell.
  /// - Throws: ``ParseFailure`` for an unknown name.
  static func named(_ name: String?) throws(ParseFailure) -> CompletionShell {
    let known = allCases.map(\.rawValue)
    let name = name ?? StandardStreams.environment("SHELL")?.split(separator: "/").last.map(String.init) ?? ""
    if let shell = CompletionShell(rawValue: name) { return shell }
    throw ParseFailure(
      "there is no completion script for the shell '\(name)'",
      detail: "it must be one of: \(known.joined(separator: ", "))")
  }

  func script(for command: CompletionCommand) -> String {
    switch self {
    case .bash: BashCompletion.script(for: command)
    case .zsh: ZshCompletion.script(for: command)
    case .fish: FishCompletion.script(for: command)
    }
  }
}
