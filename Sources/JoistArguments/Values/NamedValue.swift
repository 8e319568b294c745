/// A name and a value on the command line, such as `source=test`. The value may be empty and may contain `=`.
package struct NamedValue: ExpressibleByArgument, Sendable {
  package let name: String
  package let value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Parses a name and a value; nil if the text has no `=` or no name before it.
  package init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }

  package static var expectation: String? { "NAME=VALUE" }

  /// The name without the value, which may be a secret.
  package var defaultValueDescription: String { name }
}
