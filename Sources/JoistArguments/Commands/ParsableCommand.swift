/// A command: arguments, and something to do with them.
///
/// ```swift
/// @main struct Greet: ParsableCommand {
///   @Argument(help: "Whom to greet.") var name: String
///   func run() { print("Hello, \(name)!") }
/// }
/// ```
public protocol ParsableCommand: ParsableArguments {
  /// Its name, help and subcommands.
  static var configuration: CommandConfiguration { get }

  /// Does what the command is for. A command that does not say what shows its help.
  /// - Throws: what ends the program with a message and code 1, or an ``ExitCode`` or ``CleanExit``.
  mutating func run() throws
}

extension ParsableCommand {
  /// All by rule: the name is the type's, in kebab case.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Shows the help.
  public mutating func run() throws { throw CleanExit.helpRequest(Self.self) }

  /// Reads the arguments of this command, or of the subcommand that they name.
  /// - Parameter arguments: the words after the program's name; nil: those this program was started with.
  /// - Throws: an error for `exit(withError:)`; `--help` is one.
  public static func parseAsRoot(_ arguments: [String]? = nil) throws -> any ParsableCommand {
    try parsedAsRoot(arguments).command
  }

  /// Reads the arguments, runs the command, and ends the program where that fails.
  /// - Parameter arguments: the words after the program's name; nil: those this program was started with.
  public static func main(_ arguments: [String]?) {
    do {
      var (command, path) = try parsedAsRoot(arguments)
      try path.naming { try command.run() }
    } catch {
      exit(withError: error)
    }
  }

  /// Reads this program's arguments, runs the command, and ends the program where that fails.
  public static func main() { main(nil) }

  static func parsedAsRoot(_ arguments: [String]?) throws -> (command: any ParsableCommand, path: CommandPath) {
    let parsed = try CommandLineParser(root: Self.self, finds: .subcommands).parse(arguments ?? ProcessArguments.words)
    guard let command = parsed.arguments as? any ParsableCommand else {
      throw DeclarationMistake("'\(parsed.path.name)' is no command")
    }
    return (command, parsed.path)
  }
}
