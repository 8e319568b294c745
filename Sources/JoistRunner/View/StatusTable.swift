import Beam
import JoistPlan

/// A job's status as a table for a terminal.
package struct StatusTable {
  /// The terminal's width in columns; no line is longer.
  package var width: Int
  /// The terminal's height in rows; the table leaves two of them for the program's output.
  package var height: Int

  /// Makes a table for a terminal of a given size, but at least 40 columns and 5 rows.
  package init(width: Int = 100, height: Int = 40) {
    self.width = max(width, 40)
    self.height = max(height, 5)
  }

  /// The lines of the table: a title, a header, the steps and the notes.
  package func lines(_ status: JobStatus) -> [String] {
    // Besides the title and the header.
    let rowsAndNotes = height - 4
    let fewestRows = min(status.steps.count, Self.fewestRows, rowsAndNotes)
    let notes = Self.first(rowsAndNotes - fewestRows, of: Self.notes(status))
    let space = rowsAndNotes - notes.count
    let shown = status.steps.count <= space ? status.steps : Self.busiest(space - 1, of: status.steps)
    var rows = [Self.header] + shown.map { Self.row($0, at: status.time) }
    if shown.count < status.steps.count { rows.append(["… and \(status.steps.count - shown.count) more steps"]) }
    return ([Self.title(status)] + aligned(rows) + notes).map { shortened($0, to: width) }
  }

  /// At most `count` of the steps, in their order; steps that have work or hold the watermark are preferred.
  private static func busiest(_ count: Int, of steps: [StepStatus]) -> [StepStatus] {
    func isBusy(_ step: StepStatus) -> Bool {
      step.watermark < EventTime.endOfGlobalWindow || !(step.backlog?.isEmpty ?? true)
    }
    let (busy, done) = (steps.indices.filter { isBusy(steps[$0]) }, steps.indices.filter { !isBusy(steps[$0]) })
    return (busy + done).prefix(count).sorted().map { steps[$0] }
  }

  /// The least number of rows for steps, however many notes there are.
  private static let fewestRows = 3

  /// At most `count` lines; if there are more, the last line says how many were left out.
  private static func first(_ count: Int, of lines: [String]) -> [String] {
    if lines.count <= count { return lines }
    if count == 0 { return [] }
    return lines.prefix(count - 1) + ["… and \(lines.count - count + 1) more notes"]
  }

  private static let header = ["STEP", "IN", "OUT", "RATE", "WATERMARK", "LAG", "BACKLOG"]

  private static func row(_ step: StepStatus, at time: Int64) -> [String] {
    [
      step.path, Readable.count(step.elementsIn), Readable.count(step.elementsOut), step.rate.map(Readable.rate) ?? "",
      Readable.watermark(step.watermark), step.lag(at: time).map(ReadableDuration.text(milliseconds:)) ?? "",
      step.backlog.map(StatusText.backlog) ?? "",
    ]
  }

  /// `website-visits  running  1 m 12 s  2 of 2 threads  143 MB of 4.0 GB`.
  static func title(_ status: JobStatus) -> String {
    var parts = [
      status.name, StatusText.phase(status.phase), ReadableDuration.text(milliseconds: status.elapsed / 1_000_000),
      "\(status.busyThreads) of \(status.threads) threads",
      "\(Readable.bytes(status.memory.used)) of \(Readable.bytes(status.memory.budget))",
    ]
    if status.settlingBundles > 0 { parts.append("\(status.settlingBundles) settling") }
    return parts.joined(separator: "  ")
  }

  /// Retries, notes of connectors, dropped elements and counters, one line each.
  static func notes(_ status: JobStatus) -> [String] {
    var notes = status.retries.prefix(3).map { StatusText.retry($0, at: status.time) }
    if status.retries.count > 3 { notes.append("… and \(status.retries.count - 3) more retries") }
    notes += status.notes.prefix(3).map(StatusText.note)
    if status.notes.count > 3 { notes.append("… and \(status.notes.count - 3) more notes of connectors") }
    notes += status.steps.compactMap(StatusText.dropped) + status.steps.compactMap(StatusText.refused)
    notes += status.counters.lazy.filter { $0.value > 0 }.map(StatusText.counter)
    return notes
  }

  /// Pads the cells. The first column is left-aligned and as wide as the line allows, the others are right-aligned. A row
  /// with a single cell is left unchanged.
  private func aligned(_ rows: [[String]]) -> [String] {
    var rows = rows
    var widths = Self.widths(rows)
    for column in Self.dispensable where min(widths[0], Self.leastName) + Self.sum(widths) > width {
      let index = rows[0].firstIndex(of: column) ?? 0
      rows = rows.map { $0.count > 1 ? Array($0[..<index] + $0[(index + 1)...]) : $0 }
      widths.remove(at: index)
    }
    let first = min(widths[0], max(Self.leastName, width - Self.sum(widths)))
    return rows.map { row in
      guard row.count > 1 else { return row[0] }
      var line = Self.shortenedPath(row[0], to: first)
      line += String(repeating: " ", count: first - line.count)
      for column in 1..<row.count {
        line += String(repeating: " ", count: widths[column] - row[column].count + 2) + row[column]
      }
      return line
    }
  }

  /// The columns to leave out on a narrow terminal, in this order.
  private static let dispensable = ["WATERMARK", "IN", "OUT"]

  /// The least width of a step's name; columns are left out before a name becomes shorter.
  private static let leastName = 12

  private static func widths(_ rows: [[String]]) -> [Int] {
    header.indices.map { column in rows.lazy.filter { $0.count > 1 }.map { $0[column].count }.max() ?? 0 }
  }

  /// The width of all columns except the first, including the spaces before them.
  private static func sum(_ widths: [Int]) -> Int { widths.dropFirst().reduce(0) { $0 + $1 + 2 } }

  /// A path cut at its beginning, since its end distinguishes it from others.
  private static func shortenedPath(_ path: String, to count: Int) -> String {
    path.count <= count ? path : "…" + path.suffix(max(0, count - 1))
  }

  private func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(max(0, count - 1)) + "…"
  }
}
