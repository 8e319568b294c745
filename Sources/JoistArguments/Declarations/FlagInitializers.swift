extension Flag where Value == Bool {
  /// A flag without help that is false unless given.
  public init() { self.init(wrappedValue: false) }

  /// A flag that is false unless given.
  /// - Parameters:
  ///   - wrappedValue: false, written after `=` or left out.
  ///   - name: its names; `--property-name` if not said.
  ///   - help: one line for `--help`, or more.
  public init(wrappedValue: Bool = false, name: NameSpecification = .long, help: ArgumentHelp? = nil) {
    let choice = FlagDeclaration<Bool>.Choice(names: { name.names(for: $0) }, help: nil, isDefault: wrappedValue)
    self.init(
      FlagDeclaration(choices: [choice], help: help, exclusivity: .chooseLast, isRequired: false) { _ in true },
      default: wrappedValue)
  }

  /// A flag that can be said both ways, with a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names for true; `--property-name` if not said.
  ///   - inversion: how the other way is spelled.
  ///   - exclusivity: what it means when both are given.
  ///   - help: one line for `--help`, or more.
  public init(
    wrappedValue: Bool, name: NameSpecification = .long, inversion: FlagInversion,
    exclusivity: FlagExclusivity = .chooseLast, help: ArgumentHelp? = nil
  ) {
    self.init(
      .twoWays(name, inversion, exclusivity, help, standard: wrappedValue, isRequired: false) { $0 },
      default: wrappedValue)
  }

  /// A flag that must be said one way or the other.
  /// - Parameters:
  ///   - name: its names for true; `--property-name` if not said.
  ///   - inversion: how the other way is spelled.
  ///   - exclusivity: what it means when both are given.
  ///   - help: one line for `--help`, or more.
  public init(
    name: NameSpecification = .long, inversion: FlagInversion, exclusivity: FlagExclusivity = .chooseLast,
    help: ArgumentHelp? = nil
  ) {
    self.init(.twoWays(name, inversion, exclusivity, help, standard: nil, isRequired: true) { $0 }, default: nil)
  }
}

extension Flag where Value == Bool? {
  /// A flag that can be said both ways, or not at all: then nil.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names for true; `--property-name` if not said.
  ///   - inversion: how the other way is spelled.
  ///   - exclusivity: what it means when both are given.
  ///   - help: one line for `--help`, or more.
  public init(
    wrappedValue: Bool? = nil, name: NameSpecification = .long, inversion: FlagInversion,
    exclusivity: FlagExclusivity = .chooseLast, help: ArgumentHelp? = nil
  ) {
    self.init(
      .twoWays(name, inversion, exclusivity, help, standard: wrappedValue, isRequired: false) { $0 },
      default: .some(wrappedValue))
  }
}

extension Flag where Value == Int {
  /// A flag without help that counts how often it is given.
  public init() { self.init(wrappedValue: 0) }

  /// A flag that counts how often it is given.
  /// - Parameters:
  ///   - wrappedValue: what the count starts from; 0 if left out.
  ///   - name: its names; `--property-name` if not said.
  ///   - help: one line for `--help`, or more.
  public init(wrappedValue: Int = 0, name: NameSpecification = .long, help: ArgumentHelp? = nil) {
    let choice = FlagDeclaration<Int>.Choice(names: { name.names(for: $0) }, help: nil, isDefault: false)
    self.init(
      FlagDeclaration(choices: [choice], help: help, exclusivity: .all, isRequired: false, isRepeating: true) {
        wrappedValue + $0.count
      }, default: wrappedValue)
  }
}

extension FlagDeclaration {
  /// True as the first choice, false as the second.
  static func twoWays(
    _ name: NameSpecification, _ inversion: FlagInversion, _ exclusivity: FlagExclusivity, _ help: ArgumentHelp?,
    standard: Bool?, isRequired: Bool, _ value: @escaping @Sendable (Bool) -> Value
  ) -> FlagDeclaration {
    let choices = [true, false].map { way in
      Choice(
        names: { inversion.names(name.names(for: $0), for: way) }, help: nil, isDefault: standard == way)
    }
    return FlagDeclaration(choices: choices, help: help, exclusivity: exclusivity, isRequired: isRequired) {
      value($0.last == 0)
    }
  }
}
