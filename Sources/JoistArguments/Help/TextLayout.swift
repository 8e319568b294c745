/// Lays out text in columns.
enum TextLayout {
  /// The column at which the right part of a help page begins.
  static let labelColumns = 26

  /// Breaks lines between words, and keeps the line breaks of the text.
  static func wrapped(_ text: String, columns: Int, indent: Int = 0) -> String {
    let prefix = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      lines(String(line), width: columns - indent).map { prefix + $0 }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// A label with its text on the right, or below it if the label is too long.
  static func row(_ label: String, _ text: String, columns: Int) -> String {
    let left = "  " + label
    guard !text.isEmpty else { return left }
    let right = wrapped(text, columns: columns, indent: labelColumns)
    guard left.count < labelColumns else { return left + "\n" + right }
    return left + right.dropFirst(left.count)
  }

  private static func lines(_ text: String, width: Int) -> [String] {
    guard text.count > width else { return [text] }
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ") {
      if !current.isEmpty, current.count + 1 + word.count > width {
        lines.append(current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    return lines + [current]
  }
}
