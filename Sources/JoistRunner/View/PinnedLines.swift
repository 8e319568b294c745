/// Lines that stay at the bottom of a terminal while a program prints above them, whatever it prints and whenever.
///
/// The terminal scrolls only the rows above (its scroll region), so what is printed and what is drawn never meet. It writes
/// nothing: it says what to write. Source of the sequences: ECMA-48 and DEC VT100 (save and restore cursor, index, set top
/// and bottom margins).
struct PinnedLines {
  /// The rows that the lines have now; 0: none, and the terminal scrolls as ever.
  private(set) var rows = 0
  /// The terminal's height when they were given.
  private var height = 0

  /// Draws lines at the bottom, in place of those drawn before.
  /// - Parameter terminalHeight: the terminal's rows now.
  mutating func draw(_ lines: [String], terminalHeight: Int) -> String {
    // A scroll region has two rows at least.
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

  /// Takes the lines away and gives the terminal back all its rows; the cursor stays where the program has it.
  mutating func release() -> String {
    guard rows > 0 else { return "" }
    let erased = (height - rows + 1...height).map { Self.erasedRow($0) }.joined()
    rows = 0
    return Self.keepingCursor(erased + Self.wholeScreen)
  }

  /// Gives the terminal back all its rows, whatever was pinned: what a process writes that ends without having released.
  static let lastWords = keepingCursor(wholeScreen)

  /// Makes room below the cursor, scrolling as far as that needs, and keeps it from scrolling.
  private mutating func pin(_ count: Int, _ terminalHeight: Int) -> String {
    rows = count
    height = terminalHeight
    guard count > 0 else { return "" }
    let room = String(repeating: "\u{1B}D", count: count) + "\u{1B}[\(count)A"
    return room + Self.keepingCursor("\u{1B}[1;\(height - count)r")
  }

  private static let wholeScreen = "\u{1B}[r"

  private static func erasedRow(_ row: Int) -> String { "\u{1B}[\(row);1H\u{1B}[2K" }

  private static func keepingCursor(_ text: String) -> String { "\u{1B}7\(text)\u{1B}8" }
}
