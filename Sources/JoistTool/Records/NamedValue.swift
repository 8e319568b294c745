import JoistArguments

/// A name and a value on the command line, as `source=test`. The value may be empty and may contain `=`.
struct NamedValue: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }

  static var expectation: String? { "NAME=VALUE" }
}
