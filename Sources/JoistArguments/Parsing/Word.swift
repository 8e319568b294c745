/// One word of the command line, by its form alone.
enum Word: Equatable {
  /// `--name` or `--name=value`
  case long(String, value: String?)
  /// `-abc`: flags, or one option with its value attached.
  case short([Character])
  /// `--`: what follows are values, whatever they look like.
  case terminator
  /// Anything else; so is `-`, and a negative number.
  case value(String)

  init(_ text: String) {
    if text == "--" {
      self = .terminator
    } else if text.hasPrefix("--") {
      let parts = text.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      self = .long(String(parts[0]), value: parts.count == 2 ? String(parts[1]) : nil)
    } else if text.hasPrefix("-"), text.count > 1, Double(text) == nil {
      self = .short(Array(text.dropFirst()))
    } else {
      self = .value(text)
    }
  }
}
