/// A command whose work suspends.
public protocol AsyncParsableCommand: ParsableCommand {
  /// Does what the command is for. A command that does not say what shows its help.
  /// - Throws: what ends the program with a message and code 1, or an ``ExitCode`` or ``CleanExit``.
  mutating func run() async throws
}

extension AsyncParsableCommand {
  /// Shows the help.
  public mutating func run() async throws { throw CleanExit.helpRequest(Self.self) }

  /// Reads the arguments, runs the command, and ends the program where that fails.
  /// - Parameter arguments: the words after the program's name; nil: those this program was started with.
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

  /// Reads this program's arguments, runs the command, and ends the program where that fails.
  public static func main() async { await main(nil) }
}
