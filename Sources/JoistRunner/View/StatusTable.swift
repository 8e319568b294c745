/// A job's status as a table for a terminal.
package struct StatusTable {
  /// The terminal's columns: no line is longer.
  package var width: Int
  /// The terminal's lines: the table takes two fewer, which stay for what the program prints.
  package var height: Int

  /// Makes a table for a terminal of a size.
  package init(width: Int = 100, height: Int = 40) {
    self.width = max(width, 40)
    self.height = max(height, 5)
  }

  /// The lines of the table.
  package func lines(_ status: JobStatus) -> [String] {
    // Besides the title and the header.
    let rowsAndNotes = height - 4
    let fewestRows = min(status.steps.count, Self.fewestRows, rowsAndNotes)
    let notes = Self.first(rowsAndNotes - fewestRows, of: Self.notes(status))
    let room = rowsAndNotes - notes.count
    let shown = status.steps.count <= room ? status.steps : Array(status.steps.prefix(room - 1))
    var rows = [Self.header] + shown.map { Self.row($0, at: status.time) }
    if shown.count < status.steps.count { rows.append(["… and \(status.steps.count - shown.count) more steps"]) }
    return ([Self.title(status)] + aligned(rows) + notes).map { shortened($0, to: width) }
  }

  /// What the steps keep at least, however much there is to note.
  private static let fewestRows = 3

  /// As many lines as have room; the last one says how many have none.
  private static func first(_ count: Int, of lines: [String]) -> [String] {
    if lines.count <= count { return lines }
    if count == 0 { return [] }
    return lines.prefix(count - 1) + ["… and \(lines.count - count + 1) more notes"]
  }

  private static let header = ["STEP", "IN", "OUT", "RATE", "WATERMARK", "LAG", "BACKLOG"]

  private static func row(_ step: StepStatus, at time: Int64) -> [String] {
    [
      step.path, Readable.count(step.elementsIn), Readable.count(step.elementsOut), step.rate.map(Readable.rate) ?? "",
      Readable.watermark(step.watermark), step.lag(at: time).map(Readable.duration(milliseconds:)) ?? "",
      step.backlog.map(StatusText.backlog) ?? "",
    ]
  }

  /// `website-visits  running  1 m 12 s  2 of 2 threads  143 MB of 4.0 GB`.
  static func title(_ status: JobStatus) -> String {
    var parts = [
      status.name, StatusText.phase(status.phase), Readable.duration(milliseconds: status.elapsed / 1_000_000),
      "\(status.busyThreads) of \(status.threads) threads",
      "\(Readable.bytes(status.memory.used)) of \(Readable.bytes(status.memory.budget))",
    ]
    if status.settlingBundles > 0 { parts.append("\(status.settlingBundles) settling") }
    return parts.joined(separator: "  ")
  }

  /// What a person should know beside the figures.
  static func notes(_ status: JobStatus) -> [String] {
    var notes = status.retries.prefix(3).map { StatusText.retry($0, at: status.time) }
    if status.retries.count > 3 { notes.append("… and \(status.retries.count - 3) more retries") }
    notes += status.notes.prefix(3).map(StatusText.note)
    if status.notes.count > 3 { notes.append("… and \(status.notes.count - 3) more notes of connectors") }
    if let late = StatusText.dropped(status.late) { notes.append(late) }
    notes += status.counters.lazy.filter { $0.value > 0 }.map(StatusText.counter)
    return notes
  }

  /// Pads the cells: the first column to the left, as wide as the line allows, the others to the right; a row of one cell
  /// stands as it is.
  private func aligned(_ rows: [[String]]) -> [String] {
    let widths = Self.header.indices.map { column in
      rows.lazy.filter { $0.count > 1 }.map { $0[column].count }.max() ?? 0
    }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
    let first = min(widths[0], max(12, width - others))
    return rows.map { row in
      guard row.count > 1 else { return row[0] }
      var line = shortened(row[0], to: first)
      line += String(repeating: " ", count: first - line.count)
      for column in 1..<row.count {
        line += String(repeating: " ", count: widths[column] - row[column].count + 2) + row[column]
      }
      return line
    }
  }

  private func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(max(0, count - 1)) + "…"
  }
}
