/// The names that every command understands are not taken for another thing.
enum ReservedNames: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    var reserved: Set<ParameterName> = [.long("help"), .long("help-hidden"), .long("generate-completion-script")]
    if !path.configuration.version.isEmpty { reserved.insert(.long("version")) }
    for parameter in parameters {
      if let name = parameter.names.first(where: { reserved.contains($0.compared) }) {
        return
          "'\(parameter.path.joined(separator: "."))' is called '\(name.spelling)', which every command understands"
      }
    }
    return nil
  }
}
