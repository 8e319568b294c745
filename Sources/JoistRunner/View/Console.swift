import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a job shows itself to people: a terminal with a table at its bottom, or lines one after the other.
package final class Console: Sendable {
  private let file: Int32
  /// Whether it is a terminal that can redraw.
  package let isTerminal: Bool
  private struct Table {
    var pinned = PinnedLines()
    var lines: [String] = []
  }

  private let table = Mutex(Table())

  /// Makes a console on a file descriptor; the standard error output by default, so that output stays the program's own.
  package init(file: Int32 = 2) {
    self.file = file
    let terminal = getenv("TERM").map { String(cString: $0) }
    isTerminal = isatty(file) == 1 && terminal != nil && terminal != "dumb"
  }

  /// The terminal's size in characters; 100 × 40 where it does not say.
  package var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (100, 40) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Writes a line that stays, above the table.
  package func write(_ line: String) {
    table.withLock { _ in SystemFile.write(line + "\n", to: file) }
  }

  /// Draws the table in the place of the one before. It is pinned to the bottom of the terminal: what the program prints
  /// meanwhile scrolls above it.
  package func draw(_ lines: [String]) {
    let height = size.height
    table.withLock { table in
      TerminalRescue.guardsTerminal(file)
      table.lines = lines
      SystemFile.write(table.pinned.draw(lines, terminalHeight: height), to: file)
    }
  }

  /// Leaves the table behind what the program has printed; what is written next stands below it.
  package func keepTable() {
    table.withLock { table in
      guard table.pinned.rows > 0 else { return }
      SystemFile.write(table.pinned.release() + table.lines.map { $0 + "\n" }.joined(), to: file)
      TerminalRescue.guardsTerminal(nil)
      table.lines = []
    }
  }
}
