/// Checks that the names of parameters are unique.
enum UniqueNames: DeclarationValidator {
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String? {
    var owners: [ParameterName: PropertyPath] = [:]
    for parameter in parameters {
      for name in parameter.names {
        if let owner = owners.updateValue(parameter.path, forKey: name.compared) {
          let properties = "'\(owner.joined(separator: "."))' and '\(parameter.path.joined(separator: "."))'"
          return "\(properties) are both named '\(name.spelling)'; rename one"
        }
      }
    }
    return nil
  }
}
