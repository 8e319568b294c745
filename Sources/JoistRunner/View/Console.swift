import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The output for a job's status: a terminal with a table pinned to its bottom, or a stream of lines.
package final class Console: Sendable {
  private let file: Int32
  /// Whether the output is a terminal that can redraw lines.
  package let isTerminal: Bool
  private struct Table {
    var pinned = PinnedLines()
    var lines: [String] = []
  }

  private let table = Mutex(Table())

  /// Makes a console on a file descriptor; by default standard error, since standard output belongs to the program.
  package init(file: Int32 = 2) {
    self.file = file
    let terminal = getenv("TERM").map { String(cString: $0) }
    isTerminal = isatty(file) == 1 && terminal != nil && terminal != "dumb"
  }

  /// The terminal's size in characters; 100 × 40 if it is not known.
  package var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (100, 40) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Writes a line above the table.
  package func write(_ line: String) {
    table.withLock { _ in SystemFile.write(line + "\n", to: file) }
  }

  /// Draws the table at the bottom of the terminal, replacing the previous one. The program's own output scrolls above it.
  package func draw(_ lines: [String]) {
    let height = size.height
    table.withLock { table in
      TerminalReset.protect(file)
      table.lines = lines
      SystemFile.write(table.pinned.draw(lines, terminalHeight: height), to: file)
    }
  }

  /// Unpins the table and prints it once more as ordinary lines after the program's output.
  package func keepTable() {
    table.withLock { table in
      guard table.pinned.rows > 0 else { return }
      SystemFile.write(table.pinned.release() + table.lines.map { $0 + "\n" }.joined(), to: file)
      TerminalReset.protect(nil)
      table.lines = []
    }
  }
}
