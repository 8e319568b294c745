/// Lines at the bottom of a terminal that are drawn over and over in the same place.
///
/// It writes nothing: it says what to write. Source of the sequences: ECMA-48 (cursor up, erase in display).
struct RedrawnLines {
  /// The lines that stand above the cursor.
  private var drawn: [String] = []

  /// Draws lines over those drawn before.
  mutating func draw(_ lines: [String]) -> String {
    defer { drawn = lines }
    return erasure + lines.map { $0 + "\n" }.joined()
  }

  /// Leaves the lines where they are; what is drawn or put next stands below them.
  mutating func keep() { drawn = [] }

  /// Puts a line that stays above those that are redrawn.
  func insert(_ line: String) -> String {
    erasure + ([line] + drawn).map { $0 + "\n" }.joined()
  }

  private var erasure: String { drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)A\r\u{1B}[J" }
}
