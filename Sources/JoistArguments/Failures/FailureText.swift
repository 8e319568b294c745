/// The message for a refused command line.
enum FailureText {
  static func refusal(of failure: ParseFailure, _ path: CommandPath) -> String {
    var lines = ["error: \(failure.message)" + (failure.suggestion.map { "; \($0)" } ?? "")]
    if let detail = failure.detail { lines.append("  detail: \(detail)") }
    return (lines + usage(of: path)).joined(separator: "\n")
  }

  static func refusal(of message: String, _ path: CommandPath) -> String {
    (["error: \(message)"] + usage(of: path)).joined(separator: "\n")
  }

  private static func usage(of path: CommandPath) -> [String] {
    ["usage: \(UsageLine(of: path).text)", "  See '\(path.name) --help' for more information."]
  }
}
