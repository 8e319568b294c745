/// One value given on the command line.
struct GivenArgument: Sendable, Equatable {
  /// The value's text; empty for a flag.
  var text: String
  /// The name of the parameter in messages: `--input <input>`, or `<path>`.
  var label: String
  /// For a flag, the index of the given choice among the property's parameters.
  var choice = 0
}

/// The names of the option groups that contain a property, then the property's own.
typealias PropertyPath = [String]

/// By property, the values given, in order.
typealias GivenArguments = [PropertyPath: [GivenArgument]]
