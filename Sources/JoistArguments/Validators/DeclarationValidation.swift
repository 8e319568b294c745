/// Looks for mistakes in how a command declares its options, so that they show in the first run and not in a later one.
enum DeclarationValidation {
  static let validators: [any DeclarationValidator.Type] = [
    UniqueNames.self, NamedParameters.self, ReservedNames.self, PositionalOrder.self, SubcommandNames.self,
    OptionsBesideSubcommands.self,
  ]

  /// - Throws: ``DeclarationMistake``
  static func check(_ path: CommandPath) throws {
    for validator in validators {
      if let mistake = validator.mistake(in: path, path.parameters) { throw DeclarationMistake(mistake) }
    }
  }
}

/// One thing to look for.
protocol DeclarationValidator: SendableMetatype {
  /// What is wrong and how to mend it, or nil.
  static func mistake(in path: CommandPath, _ parameters: [Parameter]) -> String?
}
