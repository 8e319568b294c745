/// A section of a help page.
struct HelpSection {
  var heading: String
  var rows: [(label: String, text: String)]

  func text(columns: Int) -> String {
    ([heading + ":"] + rows.map { TextLayout.row($0.label, $0.text, columns: columns) }).joined(separator: "\n")
  }

  /// The sections in order: arguments, options, titled groups, subcommands.
  static func all(of path: CommandPath, includeHidden: Bool) -> [HelpSection] {
    let limit = includeHidden ? ArgumentVisibility.hidden : .default
    let shown = path.parameters.filter { $0.help.visibility <= limit }
    let positionals = shown.filter { $0.kind == .positional }
    let own = shown.filter { $0.kind != .positional && $0.section == nil }
    var titles: [String] = []
    for case let title? in shown.map(\.section) where !titles.contains(title) { titles.append(title) }

    var sections = [
      HelpSection(heading: "ARGUMENTS", rows: ParameterRow.rows(of: positionals)),
      HelpSection(heading: "OPTIONS", rows: ParameterRow.rows(of: own) + builtIn(path)),
    ]
    sections += titles.map { title in
      let members = shown.filter { $0.section == title && $0.kind != .positional }
      return HelpSection(heading: title.uppercased(), rows: ParameterRow.rows(of: members))
    }
    sections.append(HelpSection(heading: "SUBCOMMANDS", rows: subcommands(path)))
    return sections.filter { !$0.rows.isEmpty }
  }

  private static func builtIn(_ path: CommandPath) -> [(label: String, text: String)] {
    let version = path.configuration.version.isEmpty ? [] : [(label: "--version", text: "Show the version.")]
    let hasShort = ParameterTable(path.parameters)[.short("h")] != nil
    return version + [(label: hasShort ? "--help" : "-h, --help", text: "Show help information.")]
  }

  private static func subcommands(_ path: CommandPath) -> [(label: String, text: String)] {
    let configuration = path.configuration
    return configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { command in
      let isDefault = configuration.defaultSubcommand.map { $0 == command } ?? false
      let names = [CommandPath.name(of: command)] + command.configuration.aliases
      let name = names.joined(separator: ", ") + (isDefault ? " (default)" : "")
      return (name, command.configuration.abstract)
    }
  }
}
