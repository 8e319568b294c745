/// A type whose properties are options, flags and arguments of the command line.
///
/// ```swift
/// struct Connection: ParsableArguments {
///   @Option(help: "Kafka bootstrap servers.") var brokers = "localhost:9092"
/// }
/// ```
/// Properties without a wrapper keep the value they are declared with.
public protocol ParsableArguments: Decodable, SendableMetatype {
  /// Makes the arguments with their defaults. The compiler writes it for structs.
  init()

  /// Checks what no single property can, after parsing.
  /// - Throws: ``ValidationError``, for the user.
  mutating func validate() throws
}

extension ParsableArguments {
  /// Finds nothing to object to.
  public mutating func validate() throws {}

  /// Reads the arguments.
  /// - Parameter arguments: the words after the program's name; nil: those this program was started with.
  /// - Throws: an error for ``exit(withError:)``; `--help` is one.
  public static func parse(_ arguments: [String]? = nil) throws -> Self { try parseResolved(arguments).parsed }

  /// Reads the arguments, or ends the program with a message.
  /// - Parameter arguments: the words after the program's name; nil: those this program was started with.
  public static func parseOrExit(_ arguments: [String]? = nil) -> Self {
    do {
      return try parse(arguments)
    } catch {
      exit(withError: error)
    }
  }

  /// Reads the arguments, and says what they are with every value that was taken from the machine spelled out
  /// (``ExpressibleByArgument/argumentWhenAbsent()``): with those, another process parses the same.
  /// - Parameter arguments: the words after the program's name; nil: those this program was started with.
  /// - Throws: an error for ``exit(withError:)``; `--help` is one.
  public static func parseResolved(_ arguments: [String]? = nil) throws -> (parsed: Self, arguments: [String]) {
    let parsed = try CommandLineParser(root: Self.self, finds: .argumentsAlone).parse(
      arguments ?? ProcessArguments.words)
    guard let mine = parsed.arguments as? Self else { throw DeclarationMistake("\(Self.self) was parsed as another") }
    return (mine, parsed.resolved)
  }

  /// Ends the program with what an error has to say: a message on standard error and code 1, or 2 where the arguments were refused;
  /// for `--help` and its like a text on standard output and code 0.
  /// - Parameter error: what was thrown; nil: all is well.
  public static func exit(withError error: (any Error)? = nil) -> Never {
    guard let error else { StandardStreams.end(with: .success) }
    let ending = Ending(of: error, root: Self.self)
    if !ending.text.isEmpty { StandardStreams.write(ending.text + "\n", toError: !ending.code.isSuccess) }
    StandardStreams.end(with: ending.code)
  }

  /// What ``exit(withError:)`` would print.
  public static func fullMessage(for error: any Error) -> String { Ending(of: error, root: Self.self).text }

  /// The code that ``exit(withError:)`` would end with.
  public static func exitCode(for error: any Error) -> ExitCode { Ending(of: error, root: Self.self).code }

  /// The help page.
  /// - Parameters:
  ///   - includeHidden: whether to show what is hidden.
  ///   - columns: the width in characters; nil: that of the terminal.
  public static func helpMessage(includeHidden: Bool = false, columns: Int? = nil) -> String {
    HelpPage(of: CommandPath(root: Self.self), includeHidden: includeHidden).text(columns: columns)
  }

  /// Whether a property declares an option or flag of a long name.
  package static func declares(_ name: String) -> Bool {
    DeclaredProperties(of: Self()).parameters().contains { $0.names.contains(.long(name)) }
  }

  /// A script that teaches a shell to complete this command.
  /// - Parameter shell: which shell.
  public static func completionScript(for shell: CompletionShell) -> String {
    shell.script(for: CompletionCommand(of: CommandPath(root: Self.self)))
  }
}
