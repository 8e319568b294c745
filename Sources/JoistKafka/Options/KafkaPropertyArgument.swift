import JoistArguments

/// One property on the command line, such as `security.protocol=ssl`.
struct KafkaPropertyArgument: ExpressibleByArgument, Sendable {
  let name: String
  let value: String

  init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Parses a property; nil if the text has no `=` or no name before it. The value may be empty and may contain `=`.
  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }

  static var expectation: String? { "NAME=VALUE, such as security.protocol=ssl" }

  /// The property without its value, which may be a secret.
  var defaultValueDescription: String { name }
}
