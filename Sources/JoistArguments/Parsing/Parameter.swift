/// What the command line can say about one declared property: the common form of options, flags and arguments, from
/// which parser, help, completion and validators work.
struct Parameter: Sendable {
  enum Kind: Sendable, Equatable {
    /// Takes a value.
    case option
    /// Takes none.
    case flag
    /// Has no name: found by its position.
    case positional
  }

  /// The property that the values go to.
  var path: PropertyPath
  var kind: Kind
  /// Empty for a positional.
  var names: [ParameterName] = []
  var help: ArgumentHelp
  /// Stands between angle brackets in help and messages.
  var valueName: String
  /// For flags with several choices, which one this is.
  var choice = 0
  /// Whether further values are kept beside those before.
  var isRepeating = false
  /// Whether one name is followed by several values.
  var takesValuesUpToNextOption = false
  /// Whether the command line must give it.
  var isRequired = false
  /// Where the value comes from if the command line says nothing: asked at most once a run.
  var whenAbsent: (@Sendable () throws -> String?)?
  /// The default in words, for the help.
  var defaultDescription: String?
  var possibleValues: [String] = []
  var completion = CompletionKind.default
  /// The heading it stands under in the help; nil for the general one.
  var section: String?

  /// How messages call it: `--input <input>`, `--verbose`, `<path>`.
  var label: String {
    guard let name = preferredName else { return "<\(valueName)>" }
    return kind == .flag ? name.spelling : "\(name.spelling) <\(valueName)>"
  }

  /// The first long name, else the first.
  var preferredName: ParameterName? { names.first { $0.isLong } ?? names.first }
}
