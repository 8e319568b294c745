/// A command's name, help and subcommands.
public struct CommandConfiguration: Sendable {
  /// The command's name; nil: for the root the name of the program's file, for a subcommand the type's name in kebab
  /// case.
  public var commandName: String?
  /// A one-line description.
  public var abstract: String
  /// The usage line of the help; nil: generated from the declarations.
  public var usage: String?
  /// A longer description.
  public var discussion: String
  /// The text that `--version` prints; empty: there is no `--version`.
  public var version: String
  /// Whether the parent command's help lists this command.
  public var shouldDisplay: Bool
  /// The subcommands. A command with subcommands has no options; options that subcommands share are an ``OptionGroup``.
  public var subcommands: [any ParsableCommand.Type]
  /// The subcommand to run if none is named.
  public var defaultSubcommand: (any ParsableCommand.Type)?
  /// Other names by which the parent command finds this one.
  public var aliases: [String]

  /// - Parameters:
  ///   - commandName: the command's name; nil: for the root the name of the program's file, for a subcommand the type's
  ///     name in kebab case.
  ///   - abstract: a one-line description.
  ///   - usage: the usage line of the help; nil: generated from the declarations.
  ///   - discussion: a longer description.
  ///   - version: the text that `--version` prints; empty: there is no `--version`.
  ///   - shouldDisplay: whether the parent command's help lists this command.
  ///   - subcommands: the subcommands.
  ///   - defaultSubcommand: the subcommand to run if none is named.
  ///   - aliases: alternative names.
  public init(
    commandName: String? = nil, abstract: String = "", usage: String? = nil, discussion: String = "",
    version: String = "", shouldDisplay: Bool = true, subcommands: [any ParsableCommand.Type] = [],
    defaultSubcommand: (any ParsableCommand.Type)? = nil, aliases: [String] = []
  ) {
    self.commandName = commandName
    self.abstract = abstract
    self.usage = usage
    self.discussion = discussion
    self.version = version
    self.shouldDisplay = shouldDisplay
    self.subcommands = subcommands
    self.defaultSubcommand = defaultSubcommand
    self.aliases = aliases
  }
}
