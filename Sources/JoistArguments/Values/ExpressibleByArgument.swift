/// A type that can be read from one argument of the command line.
///
/// Numbers, strings and Booleans conform. An enumeration of strings needs only the declaration:
/// ```swift
/// enum Mode: String, ExpressibleByArgument, CaseIterable { case streaming, batch }
/// ```
public protocol ExpressibleByArgument: OptionValue {
  /// Reads a value; nil if the text is not a valid one.
  init?(argument: String)

  /// The value as shown in the help if it is a default.
  var defaultValueDescription: String { get }

  /// All possible values, for help, messages and completion; empty if they cannot be listed.
  static var allValueStrings: [String] { get }

  /// A description of valid values for error messages, as `a size such as 512MB`; nil for none.
  static var expectation: String? { get }

  /// The value of an option that is given without one, as `--explain`; nil if it needs a value. An option with such a value takes
  /// others only after `=`, as `--explain=verbose`.
  static var argumentWithoutValue: String? { get }

  /// How a shell completes such a value.
  static var defaultCompletionKind: CompletionKind { get }

  /// The argument to use if none is given and the property has no default; nil if one must be given.
  ///
  /// The result may depend on the machine and the time, so it is called once, and the value becomes part of the
  /// resolved arguments (``ParsableArguments/parseResolved(_:)``).
  /// - Throws: an error for the user if no value is found. An optional property is then nil.
  static func argumentWhenAbsent() throws -> String?

  /// A description of the value of ``argumentWhenAbsent()``, for the help.
  static var absenceDescription: String? { get }
}

extension ExpressibleByArgument {
  /// The value as Swift prints it.
  public var defaultValueDescription: String { String(describing: self) }

  /// Empty: they cannot be listed.
  public static var allValueStrings: [String] { [] }

  /// Nil: no description.
  public static var expectation: String? { nil }

  /// None: an option needs a value.
  public static var argumentWithoutValue: String? { nil }

  /// The listed values, if there are any.
  public static var defaultCompletionKind: CompletionKind {
    allValueStrings.isEmpty ? .default : .list(allValueStrings)
  }

  /// Nil: an argument must be given.
  public static func argumentWhenAbsent() throws -> String? { nil }

  /// Nil: no description.
  public static var absenceDescription: String? { nil }
}

extension ExpressibleByArgument where Self: CaseIterable {
  /// The descriptions of all cases, in the order of `allCases`.
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
  /// Parses the type's own description.
  public init?(argument: String) { self.init(argument) }
}
