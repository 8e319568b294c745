/// A parameter of the command line for a declared property. This is the common form of options, flags and arguments
/// that parser, help, completion and validators use.
struct Parameter: Sendable {
  enum Kind: Sendable, Equatable {
    /// Takes a value.
    case option
    /// Takes no value.
    case flag
    /// Has no name and is identified by its position.
    case positional
  }

  /// The property that holds the value.
  var path: PropertyPath
  var kind: Kind
  /// Empty for a positional argument.
  var names: [ParameterName] = []
  var help: ArgumentHelp
  /// The name of the value, shown in angle brackets in help and messages.
  var valueName: String
  /// The index of this choice of a flag.
  var choice = 0
  /// Whether all given values are kept, not only the last.
  var isRepeating = false
  /// Whether several values may follow one name.
  var takesValuesUpToNextOption = false
  /// Whether it must be given.
  var isRequired = false
  /// Finds a value if none is given. Called at most once in a run.
  var whenAbsent: (@Sendable () throws -> String?)?
  /// The default, for the help.
  var defaultDescription: String?
  /// The value of an option that is named without one; nil if it needs a value.
  var withoutValue: String?
  /// All possible values, for help and completion; empty if they cannot be listed.
  var possibleValues: [String] = []
  var completion = CompletionKind.default
  /// Its heading in the help; nil for the general one.
  var section: String?

  /// Its name in messages: `--input <input>`, `--verbose`, `<path>`.
  var label: String {
    guard let name = preferredName else { return "<\(valueName)>" }
    return kind == .flag ? name.spelling : "\(name.spelling) <\(valueName)>"
  }

  /// The first long name, or the first name if none is long.
  var preferredName: ParameterName? { names.first { $0.isLong } ?? names.first }
}
