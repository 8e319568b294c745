/// The declaration of an ``Option`` or ``Argument``.
@usableFromInline final class OptionDeclaration<Value>: Sendable {
  let kind: Parameter.Kind
  let names: NameSpecification
  let help: ArgumentHelp
  let reading: OptionReading<Value>
  let completion: CompletionKind?
  let takesValuesUpToNextOption: Bool
  /// The declared default, for the help.
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
      withoutValue: reading.withoutValue, possibleValues: reading.possibleValues, completion: completion ?? reading.completion)
  }

  /// The value of the given texts; nil if there are none and the declared default applies.
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

  /// The crash message for a program that reads a property before parsing.
  @usableFromInline var readTooEarly: String {
    let wrapper = kind == .option ? "@Option" : "@Argument"
    return "an \(wrapper) without a default was read before parsing; call parse(), or give it a default"
  }
}
