/// An enumeration each case of which is a flag: `--streaming`, `--batch`.
///
/// ```swift
/// enum Mode: EnumerableFlag { case streaming, batch }
/// @Flag(help: "How it runs.") var mode = Mode.streaming
/// ```
public protocol EnumerableFlag: CaseIterable, Equatable, Sendable {
  /// The names of a case; `--case-name` if not said.
  static func name(for value: Self) -> NameSpecification
  /// The help of a case; nil: that of the property.
  static func help(for value: Self) -> ArgumentHelp?
}

extension EnumerableFlag {
  /// `--case-name`.
  public static func name(for value: Self) -> NameSpecification { .long }
  /// None of its own.
  public static func help(for value: Self) -> ArgumentHelp? { nil }
}

extension Flag where Value: EnumerableFlag {
  /// A choice with a default.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - exclusivity: what it means when several are given.
  ///   - help: one line for `--help`, or more.
  public init(wrappedValue: Value, exclusivity: FlagExclusivity = .exclusive, help: ArgumentHelp? = nil) {
    let cases = Array(Value.allCases)
    self.init(
      .cases(of: cases, standard: wrappedValue, exclusivity, help, isRequired: false) { $0[0] }, default: wrappedValue)
  }

  /// A choice that must be made.
  /// - Parameters:
  ///   - exclusivity: what it means when several are given.
  ///   - help: one line for `--help`, or more.
  public init(exclusivity: FlagExclusivity = .exclusive, help: ArgumentHelp? = nil) {
    self.init(
      .cases(of: Array(Value.allCases), standard: nil, exclusivity, help, isRequired: true) { $0[0] }, default: nil)
  }
}

extension Flag {
  /// A choice that may be left out.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - exclusivity: what it means when several are given.
  ///   - help: one line for `--help`, or more.
  public init<Case: EnumerableFlag>(
    wrappedValue: Value = nil, exclusivity: FlagExclusivity = .exclusive, help: ArgumentHelp? = nil
  ) where Value == Case? {
    self.init(
      .cases(of: Array(Case.allCases), standard: wrappedValue, exclusivity, help, isRequired: false) { $0[0] },
      default: .some(wrappedValue))
  }

  /// Several choices, in the order they are given.
  /// - Parameters:
  ///   - wrappedValue: the default, written after `=`.
  ///   - help: one line for `--help`, or more.
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
