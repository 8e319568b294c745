/// A shell that can be taught to complete.
public enum CompletionShell: String, CaseIterable, Sendable {
  /// GNU bash.
  case bash
  /// Z shell.
  case zsh
  /// fish.
  case fish

  /// - Throws: ``ParseFailure`` for a name that is none of them.
  static func named(_ name: String?) throws(ParseFailure) -> CompletionShell {
    let known = allCases.map(\.rawValue)
    let asked = name ?? StandardStreams.environment("SHELL")?.split(separator: "/").last.map(String.init) ?? ""
    if let shell = CompletionShell(rawValue: asked) { return shell }
    throw ParseFailure(
      "there is no completion script for the shell '\(asked)'",
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
