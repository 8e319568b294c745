/// An enumeration with a flag for each case: `--streaming`, `--batch`.
///
/// ```swift
/// enum Mode: EnumerableFlag { case streaming, batch }
/// @Flag(help: "How it runs.") var mode = Mode.streaming
/// ```
public protocol EnumerableFlag: CaseIterable, Equatable, Sendable {
  /// The names of a case; by default `--case-name`.
  static func name(for value: Self) -> NameSpecification
  /// The help of a case; nil: the property's help.
  static func help(for value: Self) -> ArgumentHelp?
}

extension EnumerableFlag {
  /// `--case-name`.
  public static func name(for value: Self) -> NameSpecification { .long }
  /// Nil: the property's help.
  public static func help(for value: Self) -> ArgumentHelp? { nil }
}

extension Flag where Value: EnumerableFlag {
  /// A choice with a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - exclusivity: what happens if several are given.
  ///   - help: the text for `--help`.
  public init(wrappedValue: Value, exclusivity: FlagExclusivity = .exclusive, help: ArgumentHelp? = nil) {
    let cases = Array(Value.allCases)
    self.init(
      .cases(of: cases, standard: wrappedValue, exclusivity, help, isRequired: false) { $0[0] }, default: wrappedValue)
  }

  /// A required choice.
  /// - Parameters:
  ///   - exclusivity: what happens if several are given.
  ///   - help: the text for `--help`.
  public init(exclusivity: FlagExclusivity = .exclusive, help: ArgumentHelp? = nil) {
    self.init(
      .cases(of: Array(Value.allCases), standard: nil, exclusivity, help, isRequired: true) { $0[0] }, default: nil)
  }
}

extension Flag {
  /// An optional choice.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - exclusivity: what happens if several are given.
  ///   - help: the text for `--help`.
  public init<Case: EnumerableFlag>(
    wrappedValue: Value = nil, exclusivity: FlagExclusivity = .exclusive, help: ArgumentHelp? = nil
  ) where Value == Case? {
    self.init(
      .cases(of: Array(Case.allCases), standard: wrappedValue, exclusivity, help, isRequired: false) { $0[0] },
      default: .some(wrappedValue))
  }

  /// Several choices, in the order given.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - help: the text for `--help`.
  public init<Case: EnumerableFlag>(wrappedValue: [Case], help: ArgumentHelp? = nil) where Value == [Case] {
    self.init(
      .cases(of: Array(Case.allCases), standard: nil, .all, help, isRequired: false, isRepeating: true) { $0 },
      default: wrappedValue)
  }
}

extension FlagDeclaration {
  static func cases<Case: EnumerableFlag>(
    of cases: [Case], standard: Case?, _ exclusivity: FlagExclusivity, _ help: ArgumentHelp?, isRequired: Bool,
    isRepeating: Bool = false, _ value: @escaping @Sendable ([Case]) -> Value
  ) -> FlagDeclaration {
    let choices = cases.map { one in
      Choice(
        names: { _ in Case.name(for: one).names(for: String(describing: one)) }, help: Case.help(for: one),
        isDefault: standard == one)
    }
    return FlagDeclaration(
      choices: choices, help: help, exclusivity: exclusivity, isRequired: isRequired, isRepeating: isRepeating
    ) { value($0.map { cases[$0] }) }
  }
}
