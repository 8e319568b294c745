/// The declaration of a ``Flag``: its choices, and how given choices become its value.
@usableFromInline final class FlagDeclaration<Value>: Sendable {
  /// One choice, with names of its own.
  struct Choice: Sendable {
    /// The names, given the property's name.
    let names: @Sendable (_ property: String) -> [ParameterName]
    let help: ArgumentHelp?
    /// Whether it is the default, for the help.
    let isDefault: Bool
  }

  let choices: [Choice]
  let help: ArgumentHelp
  let exclusivity: FlagExclusivity
  let isRequired: Bool
  let isRepeating: Bool
  /// Makes the value from the indices of the given choices, at least one.
  let combine: @Sendable ([Int]) -> Value

  init(
    choices: [Choice], help: ArgumentHelp?, exclusivity: FlagExclusivity, isRequired: Bool, isRepeating: Bool = false,
    combine: @escaping @Sendable ([Int]) -> Value
  ) {
    self.choices = choices
    self.help = help ?? ArgumentHelp()
    self.exclusivity = exclusivity
    self.isRequired = isRequired
    self.isRepeating = isRepeating
    self.combine = combine
  }

  func parameters(at path: PropertyPath) -> [Parameter] {
    let property = path.last ?? ""
    return choices.enumerated().map { index, choice in
      Parameter(
        path: path, kind: .flag, names: choice.names(property), help: choice.help ?? help,
        valueName: property.kebabCased, choice: index, isRepeating: isRepeating, isRequired: isRequired,
        defaultDescription: choice.isDefault && choices.count > 1 ? "this" : nil)
    }
  }

  /// - Throws: ``ParseFailure`` if exclusive choices are given, or no choice although one is required.
  func value(_ given: [GivenArgument], at path: PropertyPath) throws -> Value {
    guard let first = given.first, let last = given.last else {
      let labels = parameters(at: path).map { "'\($0.label)'" }
      throw ParseFailure("missing one of \(labels.joined(separator: ", "))")
    }
    switch exclusivity.rule {
    case .exclusive:
      if let other = given.first(where: { $0.choice != first.choice }) {
        throw ParseFailure("'\(other.label)' cannot be given together with '\(first.label)'")
      }
      return combine([first.choice])
    case .chooseFirst: return combine([first.choice])
    case .chooseLast: return combine([last.choice])
    case .all: return combine(given.map(\.choice))
    }
  }
}
