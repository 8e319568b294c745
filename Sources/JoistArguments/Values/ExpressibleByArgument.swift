/// A type that can be read from one argument of the command line.
///
/// Numbers, strings and truth values conform. An enumeration of strings needs no more than the name of this protocol:
/// ```swift
/// enum Mode: String, ExpressibleByArgument, CaseIterable { case streaming, batch }
/// ```
public protocol ExpressibleByArgument: OptionValue {
  /// Reads the value, or answers nil where the text is no such value.
  init?(argument: String)

  /// How a default value is shown in the help.
  var defaultValueDescription: String { get }

  /// All values there are, where they can be listed: shown in the help, in messages, and by the shell's completion.
  static var allValueStrings: [String] { get }

  /// What a value must be, in words for the message that refuses one: `a size such as 512MB`; nil where there is nothing to say.
  static var expectation: String? { get }

  /// How a shell completes such a value.
  static var defaultCompletionKind: CompletionKind { get }

  /// The argument to take where none was given and the property has no default, or nil where one must be given.
  ///
  /// What this answers belongs to the machine and the moment, so it is asked once and becomes part of the resolved
  /// arguments (``ParsableArguments/parseResolved(_:)``).
  /// - Throws: an error for the user, where there should be such a value and there is none. An optional property is then nil.
  static func argumentWhenAbsent() throws -> String?

  /// What ``argumentWhenAbsent()`` would take, in words for the help.
  static var absenceDescription: String? { get }
}

extension ExpressibleByArgument {
  /// The value as Swift prints it.
  public var defaultValueDescription: String { String(describing: self) }

  /// Too many to list.
  public static var allValueStrings: [String] { [] }

  /// Nothing to say.
  public static var expectation: String? { nil }

  /// The listed values, where there are any.
  public static var defaultCompletionKind: CompletionKind {
    allValueStrings.isEmpty ? .default : .list(allValueStrings)
  }

  /// Nothing: an argument must be given.
  public static func argumentWhenAbsent() throws -> String? { nil }

  /// Nothing to say.
  public static var absenceDescription: String? { nil }
}

extension ExpressibleByArgument where Self: CaseIterable {
  /// The cases.
  public static var allValueStrings: [String] { allCases.map(\.defaultValueDescription) }
}

extension ExpressibleByArgument where Self: RawRepresentable, RawValue: ExpressibleByArgument {
  /// Reads the raw value.
  public init?(argument: String) {
    guard let raw = RawValue(argument: argument) else { return nil }
    self.init(rawValue: raw)
  }

  /// The raw value.
  public var defaultValueDescription: String { rawValue.defaultValueDescription }
}

extension ExpressibleByArgument where Self: LosslessStringConvertible {
  /// Reads what the type's own description would print.
  public init?(argument: String) { self.init(argument) }
}
