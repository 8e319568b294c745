/// One value as it was given on the command line.
struct GivenArgument: Sendable, Equatable {
  /// The value's text; empty for a flag.
  var text: String
  /// What a message calls the place it was given at: `--input <input>`, or `<path>`.
  var label: String
  /// For a flag, which of its choices was named: its index among the property's parameters.
  var choice = 0
}

/// A property's place: the names of the groups it stands in, then its own.
typealias PropertyPath = [String]

/// Everything that was given, by property, in the order it was given.
typealias GivenArguments = [PropertyPath: [GivenArgument]]
