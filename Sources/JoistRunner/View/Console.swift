import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a job shows itself to people: a terminal with a table that is redrawn, or lines one after the other.
package final class Console: Sendable {
  private let file: Int32
  /// Whether it is a terminal that can redraw.
  package let isTerminal: Bool
  private let table = Mutex(RedrawnLines())

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
    table.withLock { SystemFile.write($0.insert(line), to: file) }
  }

  /// Leaves the table where it is; what is written next stands below it.
  package func keepTable() { table.withLock { $0.keep() } }

  /// Draws the table in the place of the one before.
  package func draw(_ lines: [String]) {
    table.withLock { SystemFile.write($0.draw(lines), to: file) }
  }
}
