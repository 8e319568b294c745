/// A command's name, help and subcommands.
public struct CommandConfiguration: Sendable {
  /// Its name; nil: the program file's, and for a subcommand the type's, in kebab case.
  public var commandName: String?
  /// One line about it.
  public var abstract: String
  /// The usage line of the help; nil: made from the declarations.
  public var usage: String?
  /// Further lines about it.
  public var discussion: String
  /// What `--version` prints; empty: there is no `--version`.
  public var version: String
  /// Whether the help of the command above lists it.
  public var shouldDisplay: Bool
  /// The commands below it. A command with some has no options of its own: what they share is an ``OptionGroup``.
  public var subcommands: [any ParsableCommand.Type]
  /// The one that is meant where none is named.
  public var defaultSubcommand: (any ParsableCommand.Type)?
  /// Further names.
  public var aliases: [String]

  /// - Parameters:
  ///   - commandName: its name; nil: the type's, in kebab case.
  ///   - abstract: one line about it.
  ///   - usage: the usage line of the help; nil: made from the declarations.
  ///   - discussion: further lines about it.
  ///   - version: what `--version` prints; empty: there is no `--version`.
  ///   - shouldDisplay: whether the help of the command above lists it.
  ///   - subcommands: the commands below it.
  ///   - defaultSubcommand: the one that is meant where none is named.
  ///   - aliases: further names.
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
