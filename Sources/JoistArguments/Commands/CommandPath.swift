/// A command and its parents.
struct CommandPath: Sendable {
  /// The commands from the root to the command itself.
  private(set) var commands: [any ParsableArguments.Type]

  init(root: any ParsableArguments.Type) { commands = [root] }

  var command: any ParsableArguments.Type { commands[commands.count - 1] }
  var isRoot: Bool { commands.count == 1 }
  var configuration: CommandConfiguration { Self.configuration(of: command) }
  var parameters: [Parameter] { DeclaredProperties(of: command.init()).parameters() }

  /// The names of the commands, as typed: `joist up`.
  var name: String { names.joined(separator: " ") }

  /// The names of the commands, from the root down.
  var names: [String] {
    [ProgramName.of(commands[0], Self.configuration(of: commands[0]))] + commands.dropFirst().map(Self.name)
  }

  /// The names of the subcommands that the help lists.
  var shownSubcommands: [String] {
    configuration.subcommands.filter { $0.configuration.shouldDisplay }.map(Self.name)
  }

  func appending(_ subcommand: any ParsableCommand.Type) -> CommandPath {
    var path = self
    path.commands.append(subcommand)
    return path
  }

  /// This path up to the given command, or a path of only that command if it is not in this path.
  func ending(at command: any ParsableArguments.Type) -> CommandPath {
    guard let last = commands.firstIndex(where: { $0 == command }) else { return CommandPath(root: command) }
    var path = self
    path.commands = Array(commands[...last])
    return path
  }

  /// The subcommand with this name or alias.
  func subcommand(named name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { Self.name(of: $0) == name || $0.configuration.aliases.contains(name) }
  }

  /// The error as a ``CommandFailure`` of this command.
  func named(_ error: any Error) -> any Error {
    error is CommandFailure ? error : CommandFailure(command: self, cause: error)
  }

  /// Calls `work`, and throws its errors as a ``CommandFailure`` of this command.
  func naming<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      throw named(error)
    }
  }

  static func configuration(of command: any ParsableArguments.Type) -> CommandConfiguration {
    (command as? any ParsableCommand.Type)?.configuration ?? CommandConfiguration()
  }

  static func name(of command: any ParsableArguments.Type) -> String {
    configuration(of: command).commandName ?? String(describing: command).kebabCased
  }
}
