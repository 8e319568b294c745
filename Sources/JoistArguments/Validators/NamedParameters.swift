/// Checks that options and flags have names without leading dashes, spaces and `=`.
enum NamedParameters: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    for parameter in parameters where parameter.kind != .positional {
      let property = parameter.path.joined(separator: ".")
      if parameter.names.isEmpty { return "'\(property)' has no name, so it cannot be given; add one" }
      for case .long(let name) in parameter.names
      where name.isEmpty || name.hasPrefix("-") || name.contains(where: { $0 == "=" || $0.isWhitespace }) {
        return "'\(property)' is named '\(name)'; write names without leading dashes, '=' or spaces"
      }
    }
    return nil
  }
}
