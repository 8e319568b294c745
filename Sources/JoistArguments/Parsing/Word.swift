/// One word of the command line, classified by its form.
enum Word: Equatable {
  /// `--name` or `--name=value`
  case long(String, value: String?)
  /// `-abc`: flags, or an option with its value attached.
  case short([Character])
  /// `--`: all words after it are values.
  case terminator
  /// Any other word, including `-` and negative numbers.
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
