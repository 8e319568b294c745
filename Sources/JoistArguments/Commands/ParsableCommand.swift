/// A command: arguments, and a function that runs with them.
///
/// ```swift
/// @main struct Greet: ParsableCommand {
///   @Argument(help: "Whom to greet.") var name: String
///   func run() { print("Hello, \(name)!") }
/// }
/// ```
public protocol ParsableCommand: ParsableArguments {
  /// The command's name, help and subcommands.
  static var configuration: CommandConfiguration { get }

  /// Runs the command. By default it shows the help.
  /// - Throws: an error that ends the program with a message and code 1, or an ``ExitCode`` or ``CleanExit``.
  mutating func run() throws
}

extension ParsableCommand {
  /// The defaults; the name is the type's name in kebab case.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Shows the help.
  public mutating func run() throws { throw CleanExit.helpRequest(Self.self) }

  /// Parses the arguments of this command, or of the subcommand that they name.
  /// - Parameter arguments: the words after the program's name; nil: those of this process.
  /// - Throws: an error for `exit(withError:)`; `--help` is one.
  public static func parseAsRoot(_ arguments: [String]? = nil) throws -> any ParsableCommand {
    try parsedAsRoot(arguments).command
  }

  /// Parses the arguments and runs the command. Ends the program if either fails.
  /// - Parameter arguments: the words after the program's name; nil: those of this process.
  public static func main(_ arguments: [String]?) {
    do {
      var (command, path) = try parsedAsRoot(arguments)
      try path.naming { try command.run() }
    } catch {
      exit(withError: error)
    }
  }

  /// Parses this process's arguments and runs the command. Ends the program if either fails.
  public static func main() { main(nil) }

  static func parsedAsRoot(_ arguments: [String]?) throws -> (command: any ParsableCommand, path: CommandPath) {
    let parsed = try CommandLineParser(root: Self.self, finds: .subcommands).parse(arguments ?? ProcessArguments.words)
    guard let command = parsed.arguments as? any ParsableCommand else {
      throw DeclarationMistake("'\(parsed.path.name)' is not a command")
    }
    return (command, parsed.path)
  }
}
