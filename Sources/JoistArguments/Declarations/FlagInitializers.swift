extension Flag where Value == Bool {
  /// A flag without help that is false unless given.
  public init() { self.init(wrappedValue: false) }

  /// A flag that is false unless given.
  /// - Parameters:
  ///   - wrappedValue: false, written after `=` or omitted.
  ///   - name: its names; by default `--property-name`.
  ///   - help: the text for `--help`.
  public init(wrappedValue: Bool = false, name: NameSpecification = .long, help: ArgumentHelp? = nil) {
    let choice = FlagDeclaration<Bool>.Choice(names: { name.names(for: $0) }, help: nil, isDefault: wrappedValue)
    self.init(
      FlagDeclaration(choices: [choice], help: help, exclusivity: .chooseLast, isRequired: false) { _ in true },
      default: wrappedValue)
  }

  /// A flag with names for true and false, and a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names for true; by default `--property-name`.
  ///   - inversion: how the names for false are spelled.
  ///   - exclusivity: what happens if both are given.
  ///   - help: the text for `--help`.
  public init(
    wrappedValue: Bool, name: NameSpecification = .long, inversion: FlagInversion,
    exclusivity: FlagExclusivity = .chooseLast, help: ArgumentHelp? = nil
  ) {
    self.init(
      .twoWays(name, inversion, exclusivity, help, standard: wrappedValue, isRequired: false) { $0 },
      default: wrappedValue)
  }

  /// A required flag with names for true and false.
  /// - Parameters:
  ///   - name: its names for true; by default `--property-name`.
  ///   - inversion: how the names for false are spelled.
  ///   - exclusivity: what happens if both are given.
  ///   - help: the text for `--help`.
  public init(
    name: NameSpecification = .long, inversion: FlagInversion, exclusivity: FlagExclusivity = .chooseLast,
    help: ArgumentHelp? = nil
  ) {
    self.init(.twoWays(name, inversion, exclusivity, help, standard: nil, isRequired: true) { $0 }, default: nil)
  }
}

extension Flag where Value == Bool? {
  /// An optional flag with names for true and false; nil if not given.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - name: its names for true; by default `--property-name`.
  ///   - inversion: how the names for false are spelled.
  ///   - exclusivity: what happens if both are given.
  ///   - help: the text for `--help`.
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
  /// A flag without help that counts its occurrences.
  public init() { self.init(wrappedValue: 0) }

  /// A flag that counts its occurrences.
  /// - Parameters:
  ///   - wrappedValue: the start of the count, by default 0.
  ///   - name: its names; by default `--property-name`.
  ///   - help: the text for `--help`.
  public init(wrappedValue: Int = 0, name: NameSpecification = .long, help: ArgumentHelp? = nil) {
    let choice = FlagDeclaration<Int>.Choice(names: { name.names(for: $0) }, help: nil, isDefault: false)
    self.init(
      FlagDeclaration(choices: [choice], help: help, exclusivity: .all, isRequired: false, isRepeating: true) {
        wrappedValue + $0.count
      }, default: wrappedValue)
  }
}

extension FlagDeclaration {
  /// A flag with true as the first choice and false as the second.
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
