/// A command, with the properties that completion scripts need.
struct CompletionCommand {
  /// The words of the command: `["joist", "up"]`.
  var words: [String]
  var abstract: String
  var options: [CompletionOption]
  var positionals: [CompletionKind]
  var subcommands: [CompletionCommand]

  init(of path: CommandPath) {
    words = path.names
    abstract = path.configuration.abstract
    let shown = path.parameters.filter { $0.help.visibility == .default }
    options = shown.filter { $0.kind != .positional }.map(CompletionOption.init) + [.help]
    positionals = shown.filter { $0.kind == .positional }.map(\.completion)
    subcommands = path.configuration.subcommands
      .filter { $0.configuration.shouldDisplay }
      .map { CompletionCommand(of: path.appending($0)) }
  }

  var name: String { words.last ?? "" }

  /// This command and all its subcommands.
  var all: [CompletionCommand] { [self] + subcommands.flatMap(\.all) }

  /// The name of its shell function.
  var function: String {
    "_" + words.joined(separator: "_").map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }
}

/// An option, with the properties that completion scripts need.
struct CompletionOption {
  var names: [ParameterName]
  var abstract: String
  /// How to complete its value; nil for a flag.
  var value: CompletionKind?
  var isRepeating: Bool

  static let help = CompletionOption(
    names: [.short("h"), .long("help")], abstract: "Show help information.", value: nil, isRepeating: false)
}

extension CompletionOption {
  init(_ parameter: Parameter) {
    names = parameter.names
    abstract = parameter.help.abstract
    value = parameter.kind == .flag ? nil : parameter.completion
    isRepeating = parameter.isRepeating
  }
}
