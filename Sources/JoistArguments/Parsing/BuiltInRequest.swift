/// The options that every command has, besides its own.
enum BuiltInRequest: Error, Equatable {
  case help(includeHidden: Bool)
  case version
  /// The name of the shell; nil: the user's shell.
  case completionScript(shell: String?)

  /// The names of a command's built-in options, for suggestions.
  static func names(for path: CommandPath) -> [ParameterName] {
    var names: [ParameterName] = [.long("help")]
    if !path.configuration.version.isEmpty { names.append(.long("version")) }
    if path.isRoot { names.append(.long("generate-completion-script")) }
    return names
  }

  /// The first request among the words before `--`. A command's own option of the same name takes precedence.
  static func find(in words: [String], for path: CommandPath) -> BuiltInRequest? {
    let table = ParameterTable(path.parameters)
    let before = Array(words.prefix { $0 != "--" })
    for (index, word) in before.enumerated() {
      switch Word(word) {
      case .long("help", nil): return .help(includeHidden: false)
      case .long("help-hidden", nil): return .help(includeHidden: true)
      case .short(["h"]) where table[.short("h")] == nil: return .help(includeHidden: false)
      case .long("version", nil) where !path.configuration.version.isEmpty && table[.long("version")] == nil:
        return .version
      case .long("generate-completion-script", let shell) where path.isRoot:
        return .completionScript(shell: shell ?? before.dropFirst(index + 1).first)
      default: break
      }
    }
    return nil
  }

  /// The text to print.
  /// - Throws: ``ParseFailure`` for an unknown shell.
  func text(for path: CommandPath) throws(ParseFailure) -> String {
    switch self {
    case .help(let includeHidden): return HelpPage(of: path, includeHidden: includeHidden).text()
    case .version: return path.configuration.version
    case .completionScript(let name): return try CompletionShell.named(name).script(for: CompletionCommand(of: path))
    }
  }
}
