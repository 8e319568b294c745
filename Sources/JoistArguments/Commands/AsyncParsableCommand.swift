/// A command with an asynchronous `run()`.
public protocol AsyncParsableCommand: ParsableCommand {
  /// Runs the command. By default it shows the help.
  /// - Throws: an error that ends the program with a message and code 1, or an ``ExitCode`` or ``CleanExit``.
  mutating func run() async throws
}

extension AsyncParsableCommand {
  /// Shows the help.
  public mutating func run() async throws { throw CleanExit.helpRequest(Self.self) }

  /// Parses the arguments and runs the command. Ends the program if either fails.
  /// - Parameter arguments: the words after the program's name; nil: those of this process.
  public static func main(_ arguments: [String]?) async {
    do {
      var (command, path) = try parsedAsRoot(arguments)
      do {
        if var suspending = command as? any AsyncParsableCommand {
          try await suspending.run()
        } else {
          try command.run()
        }
      } catch {
        throw path.named(error)
      }
    } catch {
      exit(withError: error)
    }
  }

  /// Parses this process's arguments and runs the command. Ends the program if either fails.
  public static func main() async { await main(nil) }
}
