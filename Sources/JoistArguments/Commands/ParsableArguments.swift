/// A type whose properties are the options, flags and arguments of a command line.
///
/// ```swift
/// struct Connection: ParsableArguments {
///   @Option(help: "Kafka bootstrap servers.") var brokers = "localhost:9092"
/// }
/// ```
/// Properties without a property wrapper keep their declared value.
public protocol ParsableArguments: Decodable, SendableMetatype {
  /// Makes the arguments with their defaults. The compiler generates it for structs.
  init()

  /// Checks the arguments after parsing, for conditions on several properties.
  /// - Throws: ``ValidationError`` with a message for the user.
  mutating func validate() throws
}

extension ParsableArguments {
  /// Accepts all arguments.
  public mutating func validate() throws {}

  /// Parses the arguments.
  /// - Parameter arguments: the words after the program's name; nil: those of this process.
  /// - Throws: an error for ``exit(withError:)``; `--help` is one.
  public static func parse(_ arguments: [String]? = nil) throws -> Self { try parseResolved(arguments).parsed }

  /// Parses the arguments, or ends the program with a message.
  /// - Parameter arguments: the words after the program's name; nil: those of this process.
  public static func parseOrExit(_ arguments: [String]? = nil) -> Self {
    do {
      return try parse(arguments)
    } catch {
      exit(withError: error)
    }
  }

  /// Parses the arguments, and also returns them with the values found on the machine added
  /// (``ExpressibleByArgument/argumentWhenAbsent()``), so that another process parses the same values.
  /// - Parameter arguments: the words after the program's name; nil: those of this process.
  /// - Throws: an error for ``exit(withError:)``; `--help` is one.
  public static func parseResolved(_ arguments: [String]? = nil) throws -> (parsed: Self, arguments: [String]) {
    let parsed = try CommandLineParser(root: Self.self, finds: .argumentsAlone).parse(
      arguments ?? ProcessArguments.words)
    guard let mine = parsed.arguments as? Self else { throw DeclarationMistake("\(Self.self) was parsed as another") }
    return (mine, parsed.resolved)
  }

  /// Ends the program: with a message on standard error and code 1, or code 2 if the arguments were refused; for
  /// `--help` and the like with a text on standard output and code 0.
  /// - Parameter error: the error; nil: success.
  public static func exit(withError error: (any Error)? = nil) -> Never {
    guard let error else { StandardStreams.end(with: .success) }
    let ending = Ending(of: error, root: Self.self)
    if !ending.text.isEmpty { StandardStreams.write(ending.text + "\n", toError: !ending.code.isSuccess) }
    StandardStreams.end(with: ending.code)
  }

  /// The text that ``exit(withError:)`` prints.
  public static func fullMessage(for error: any Error) -> String { Ending(of: error, root: Self.self).text }

  /// The code that ``exit(withError:)`` ends with.
  public static func exitCode(for error: any Error) -> ExitCode { Ending(of: error, root: Self.self).code }

  /// The help page.
  /// - Parameters:
  ///   - includeHidden: whether to show hidden parameters.
  ///   - columns: the width in characters; nil: that of the terminal.
  public static func helpMessage(includeHidden: Bool = false, columns: Int? = nil) -> String {
    HelpPage(of: CommandPath(root: Self.self), includeHidden: includeHidden).text(columns: columns)
  }

  /// Whether a property declares an option or flag with this long name.
  package static func declares(_ name: String) -> Bool {
    DeclaredProperties(of: Self()).parameters().contains { $0.names.contains(.long(name)) }
  }

  /// The completion script of this command.
  /// - Parameter shell: the shell that runs the script.
  public static func completionScript(for shell: CompletionShell) -> String {
    shell.script(for: CompletionCommand(of: CommandPath(root: Self.self)))
  }
}
