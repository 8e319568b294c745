/// Finds mistakes in how a command declares its options, so that its first run reports them.
enum DeclarationValidation {
  static let validators: [any DeclarationValidator.Type] = [
    UniqueNames.self, NamedParameters.self, ReservedNames.self, PositionalOrder.self, SubcommandNames.self,
    OptionsBesideSubcommands.self,
  ]

  /// - Throws: ``DeclarationMistake`` for the first mistake.
  static func check(_ path: CommandPath) throws {
    for validator in validators {
      if let mistake = validator.mistake(in: path, path.parameters) { throw DeclarationMistake(mistake) }
    }
  }
}

/// A check of declarations.
protocol DeclarationValidator: SendableMetatype {
  /// What is wrong and how to fix it; nil if nothing is wrong.
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String?
}
