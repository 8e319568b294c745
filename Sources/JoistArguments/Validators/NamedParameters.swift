/// An option or flag has a name, without dashes in front and without spaces or `=`.
enum NamedParameters: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    for parameter in parameters where parameter.kind != .positional {
      let property = parameter.path.joined(separator: ".")
      if parameter.names.isEmpty { return "'\(property)' has no name, so it could never be given" }
      for case .long(let name) in parameter.names
      where name.isEmpty || name.hasPrefix("-") || name.contains(where: { $0 == "=" || $0.isWhitespace }) {
        return "'\(property)' is called '\(name)'; write names without dashes in front, '=' or spaces"
      }
    }
    return nil
  }
}
