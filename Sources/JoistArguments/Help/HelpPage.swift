/// The output of `--help` for a command.
struct HelpPage {
  let path: CommandPath
  let includeHidden: Bool

  init(of path: CommandPath, includeHidden: Bool) {
    self.path = path
    self.includeHidden = includeHidden
  }

  /// - Parameter columns: the width in characters; nil: that of the terminal.
  func text(columns: Int? = nil) -> String {
    let columns = max(40, columns ?? StandardStreams.columns)
    let configuration = path.configuration
    var blocks: [String] = []
    if !configuration.abstract.isEmpty {
      blocks.append(TextLayout.wrapped("OVERVIEW: \(configuration.abstract)", columns: columns))
    }
    if !configuration.discussion.isEmpty {
      blocks.append(TextLayout.wrapped(configuration.discussion, columns: columns))
    }
    blocks.append("USAGE: \(UsageLine(of: path).text)")
    blocks += HelpSection.all(of: path, includeHidden: includeHidden).map { $0.text(columns: columns) }
    if !configuration.subcommands.isEmpty {
      blocks.append("  See '\(path.name) help <subcommand>' for detailed help.")
    }
    return blocks.joined(separator: "\n\n")
  }
}
