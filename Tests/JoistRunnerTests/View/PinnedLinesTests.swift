import Testing

@testable import JoistRunner

/// A terminal that knows what `PinnedLines` uses, and what programs print.
private struct Screen {
  var rows: [String]
  private var row = 0
  private var column = 0
  private var saved = (row: 0, column: 0)
  private var bottom: Int

  init(height: Int) {
    rows = Array(repeating: "", count: height)
    bottom = height - 1
  }

  /// The rows without the empty ones at the end.
  var text: [String] { Array(rows[..<((rows.lastIndex { !$0.isEmpty } ?? -1) + 1)]) }
  var scrollsWhole: Bool { bottom == rows.count - 1 }

  mutating func write(_ text: String) {
    var rest = Substring(text)
    while let next = rest.popFirst() {
      switch next {
      case "\n", "\r\n":
        index()
        column = 0
      case "\u{1B}": escape(&rest)
      default: put(next)
      }
    }
  }

  private mutating func put(_ character: Character) {
    var line = Array(rows[row])
    while line.count <= column { line.append(" ") }
    line[column] = character
    rows[row] = String(line)
    column += 1
  }

  private mutating func index() {
    if row == bottom {
      rows.remove(at: 0)
      rows.insert("", at: bottom)
    } else if row < rows.count - 1 {
      row += 1
    }
  }

  private mutating func escape(_ rest: inout Substring) {
    switch rest.popFirst() {
    case "7": saved = (row, column)
    case "8": (row, column) = saved
    case "D": index()
    case "[":
      let parameters = rest.prefix { !$0.isLetter }
      rest = rest.dropFirst(parameters.count)
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      switch rest.popFirst() {
      case "A": row = max(0, row - (numbers.first ?? 1))
      case "H": (row, column) = (numbers[0] - 1, numbers[1] - 1)
      case "K": rows[row] = ""
      case "r":
        bottom = (numbers.count > 1 ? numbers[1] : rows.count) - 1
        (row, column) = (0, 0)
      default: Issue.record("unknown sequence")
      }
    default: Issue.record("unknown sequence")
    }
  }
}

@Suite struct PinnedLinesTests {
  @Test("Output between two updates is not overwritten") func whatIsPrintedBetweenTwoPicturesStaysWhole() {
    var (screen, pinned) = (Screen(height: 10), PinnedLines())
    screen.write("$ program\n")
    screen.write(pinned.draw(["title", "step 1"], terminalHeight: 10))
    screen.write("a first line\na second line\npart of ")
    screen.write(pinned.draw(["title", "step 2"], terminalHeight: 10))
    screen.write("a third\n")
    #expect(
      screen.rows == [
        "$ program", "a first line", "a second line", "part of a third", "", "", "", "", "title", "step 2",
      ])
    screen.write(pinned.release() + "title\nstep 3\n")
    #expect(screen.text == ["$ program", "a first line", "a second line", "part of a third", "title", "step 3"])
    #expect(screen.scrollsWhole)
  }

  @Test("A full terminal scrolls above the table") func aFullTerminalScrollsAboveTheTable() {
    var (screen, pinned) = (Screen(height: 5), PinnedLines())
    for line in 1...5 { screen.write("old \(line)\n") }
    screen.write(pinned.draw(["title", "step"], terminalHeight: 5))
    #expect(screen.rows == ["old 4", "old 5", "", "title", "step"])
    for line in 1...20 { screen.write("new \(line)\n") }
    #expect(screen.rows == ["new 19", "new 20", "", "title", "step"])
    screen.write(pinned.draw(["title", "step", "note"], terminalHeight: 5))
    #expect(screen.rows == ["new 20", "", "title", "step", "note"])
    screen.write(pinned.draw(["title"], terminalHeight: 5))
    #expect(screen.rows == ["new 20", "", "", "", "title"])
  }

  @Test("A table higher than the terminal is cut") func aTableTooHighIsCut() {
    var (screen, pinned) = (Screen(height: 4), PinnedLines())
    screen.write(pinned.draw(["a", "b", "c", "d", "e"], terminalHeight: 4))
    #expect(screen.rows == ["", "", "a", "b"])
    screen.write(PinnedLines.resetSequence)
    #expect(screen.scrollsWhole)
  }
}
