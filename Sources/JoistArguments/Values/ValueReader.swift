/// Reads one value; its error says what a valid value is.
enum ValueReader {
  /// Reads the last of the given texts.
  /// - Throws: ``ParseFailure`` if the text is not a valid value.
  static func read<Value: ExpressibleByArgument>(_ given: [GivenArgument]) throws -> Value {
    guard let last = given.last else { throw ParseFailure("no value given") }
    guard let value = Value(argument: last.text) else { throw refusal(of: last, as: Value.self) }
    return value
  }

  private static func refusal(of given: GivenArgument, as type: any ExpressibleByArgument.Type) -> ParseFailure {
    let message = "the value '\(given.text)' is not valid for '\(given.label)'"
    let possible = type.allValueStrings
    guard possible.isEmpty else {
      return ParseFailure(
        message, detail: "it must be one of: \(possible.joined(separator: ", "))",
        suggestion: Suggestion.nearest(to: given.text, among: possible).map { "did you mean '\($0)'?" })
    }
    return ParseFailure(message, detail: expectation(of: type))
  }

  private static func expectation(of type: any ExpressibleByArgument.Type) -> String? {
    if let integer = type as? any FixedWidthInteger.Type { return "it must be \(integerRange(integer))" }
    if type is any BinaryFloatingPoint.Type { return "it must be a number" }
    return type.expectation.map { "it must be \($0)" }
  }

  private static func integerRange<Number: FixedWidthInteger>(_ type: Number.Type) -> String {
    Number.isSigned
      ? "an integer from \(Number.min) to \(Number.max)" : "an integer from 0 to \(Number.max)"
  }
}
