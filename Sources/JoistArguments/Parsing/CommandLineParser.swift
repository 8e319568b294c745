/// Parses a whole command line.
struct CommandLineParser {
  /// Which commands the words can name.
  enum Scope {
    /// None: all words are arguments of the root.
    case argumentsAlone
    /// The first words may name subcommands.
    case subcommands
  }

  struct Parsed {
    var path: CommandPath
    var arguments: any ParsableArguments
    /// The words after the command's name, with the values found on the machine added.
    var resolved: [String]
  }

  let root: any ParsableArguments.Type
  let finds: Scope

  /// - Throws: ``CommandFailure`` with the cause.
  func parse(_ words: [String]) throws -> Parsed {
    let start = CommandPath(root: root)
    let (path, words) = finds == .subcommands ? try CommandFinder.find(from: start, in: words) : (start, words)
    return try path.naming {
      try DeclarationValidation.check(path)
      if let request = BuiltInRequest.find(in: words, for: path) { throw request }
      let parameters = path.parameters
      let table = ParameterTable(
        parameters, builtIn: BuiltInRequest.names(for: path),
        subcommands: path.shownSubcommands.map { "\(path.name) \($0)" })
      var given = try WordSorter.sort(words, for: table)
      let taken = try AbsentArguments.add(to: &given, for: parameters)
      let arguments = try PropertyDecoder.decode(path.command, from: given) as any ParsableArguments
      return Parsed(path: path, arguments: arguments, resolved: taken + words)
    }
  }
}
