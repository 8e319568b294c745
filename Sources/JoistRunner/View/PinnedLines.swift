/// Lines pinned to the bottom of a terminal while a program prints above them.
///
/// The scroll region is limited to the rows above, so the program's output never overwrites the lines. The methods return
/// the text to write. Source of the sequences: ECMA-48 and DEC VT100 (save and restore cursor, index, set top and bottom
/// margins).
struct PinnedLines {
  /// The number of pinned rows; 0: none, and the whole screen scrolls.
  private(set) var rows = 0
  /// The terminal's height when the rows were pinned.
  private var height = 0

  /// Draws lines at the bottom, replacing those drawn before.
  /// - Parameter terminalHeight: the terminal's current number of rows.
  mutating func draw(_ lines: [String], terminalHeight: Int) -> String {
    // A scroll region has at least two rows.
    let lines = lines.prefix(max(0, terminalHeight - 2))
    var text = ""
    if lines.count != rows || terminalHeight != height {
      text += release() + pin(lines.count, terminalHeight)
    }
    guard !lines.isEmpty else { return text }
    let first = height - rows + 1
    let drawn = lines.enumerated().map { Self.erasedRow(first + $0.offset) + $0.element }.joined()
    return text + Self.keepingCursor(drawn)
  }

  /// Erases the lines and lets the whole screen scroll again; the cursor does not move.
  mutating func release() -> String {
    guard rows > 0 else { return "" }
    let erased = (height - rows + 1...height).map { Self.erasedRow($0) }.joined()
    rows = 0
    return Self.keepingCursor(erased + Self.wholeScreen)
  }

  /// Lets the whole screen scroll again, whatever is pinned; for a process that ends without a call of `release`.
  static let resetSequence = keepingCursor(wholeScreen)

  /// Makes space below the cursor by scrolling if necessary, and excludes it from the scroll region.
  private mutating func pin(_ count: Int, _ terminalHeight: Int) -> String {
    rows = count
    height = terminalHeight
    guard count > 0 else { return "" }
    let space = String(repeating: "\u{1B}D", count: count) + "\u{1B}[\(count)A"
    return space + Self.keepingCursor("\u{1B}[1;\(height - count)r")
  }

  private static let wholeScreen = "\u{1B}[r"

  private static func erasedRow(_ row: Int) -> String { "\u{1B}[\(row);1H\u{1B}[2K" }

  private static func keepingCursor(_ text: String) -> String { "\u{1B}7\(text)\u{1B}8" }
}
