/// What an ``Option`` or ``Argument`` says about itself before it has a value.
@usableFromInline final class OptionDeclaration<Value>: Sendable {
  let kind: Parameter.Kind
  let names: NameSpecification
  let help: ArgumentHelp
  let reading: OptionReading<Value>
  let completion: CompletionKind?
  let takesValuesUpToNextOption: Bool
  /// The declared default, in words.
  let defaultDescription: String?
  let hasDefault: Bool

  init(
    _ kind: Parameter.Kind, names: NameSpecification = [], help: ArgumentHelp?, reading: OptionReading<Value>,
    completion: CompletionKind?, takesValuesUpToNextOption: Bool = false, hasDefault: Bool,
    defaultDescription: String? = nil
  ) {
    self.kind = kind
    self.names = names
    self.help = help ?? ArgumentHelp()
    self.reading = reading
    self.completion = completion
    self.takesValuesUpToNextOption = takesValuesUpToNextOption
    self.hasDefault = hasDefault
    self.defaultDescription = defaultDescription
  }

  func parameter(at path: PropertyPath) -> Parameter {
    let property = path.last ?? ""
    return Parameter(
      path: path, kind: kind, names: names.names(for: property), help: help,
      valueName: help.valueName ?? property.kebabCased, isRepeating: reading.isRepeating,
      takesValuesUpToNextOption: takesValuesUpToNextOption,
      isRequired: !hasDefault && !reading.hasAbsentValue && reading.absenceDescription == nil,
      whenAbsent: hasDefault ? nil : reading.whenAbsent,
      defaultDescription: defaultDescription ?? (hasDefault ? nil : reading.absenceDescription),
      possibleValues: reading.possibleValues, completion: completion ?? reading.completion)
  }

  /// The value of what was given; nil where nothing was, so that a declared default stands.
  func value(of given: [GivenArgument], at path: PropertyPath) throws -> Value? {
    if given.isEmpty { return hasDefault ? nil : try absentValue(at: path) }
    return try reading.read(given)
  }

  private func absentValue(at path: PropertyPath) throws -> Value {
    guard let value = reading.absentValue() else {
      throw ParseFailure("missing value for '\(parameter(at: path).label)'")
    }
    return value
  }

  /// The text before a value is there, for a program that reads a property too early.
  @usableFromInline var readTooEarly: String {
    "an \(kind == .option ? "@Option" : "@Argument") without a default was read before the arguments were parsed"
  }
}
