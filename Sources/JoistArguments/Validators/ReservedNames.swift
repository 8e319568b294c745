/// Checks that no parameter has a name that every command has.
enum ReservedNames: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    var reserved: Set<ParameterName> = [.long("help"), .long("help-hidden"), .long("generate-completion-script")]
    if !path.configuration.version.isEmpty { reserved.insert(.long("version")) }
    for parameter in parameters {
      if let name = parameter.names.first(where: { reserved.contains($0.compared) }) {
        let property = parameter.path.joined(separator: ".")
        return "'\(property)' is named '\(name.spelling)', which every command has; choose another name"
      }
    }
    return nil
  }
}
