/// A job's status as plain lines for a pipe or a log. Each line makes sense by itself and can be searched with `grep`.
package struct StatusLines {
  /// Whether to show only the job's line and notes, without a line for each step.
  package var isBrief: Bool

  /// Makes a view with a line for each step unless `isBrief`.
  package init(isBrief: Bool = false) {
    self.isBrief = isBrief
  }

  /// The lines for a status: the job, its notes, and its steps.
  package func lines(_ status: JobStatus) -> [String] {
    let job = [StatusTable.title(status)] + StatusTable.notes(status)
    return isBrief ? job : job + status.steps.map { Self.line($0, at: status.time) }
  }

  /// `  Split: in 10,000, out 52,311, 12.3 k/s, watermark 2025-11-21 14:03:22, lag 1.2 s, backlog 12.3 MB`.
  private static func line(_ step: StepStatus, at time: Int64) -> String {
    var parts = ["in \(Readable.count(step.elementsIn))", "out \(Readable.count(step.elementsOut))"]
    if let rate = step.rate { parts.append(Readable.rate(rate)) }
    parts.append("watermark \(Readable.watermark(step.watermark))")
    if let lag = step.lag(at: time) { parts.append("lag \(Readable.duration(milliseconds: lag))") }
    if let backlog = step.backlog, !backlog.isEmpty { parts.append("backlog \(StatusText.backlog(backlog))") }
    if let late = StatusText.late(step.late) { parts.append(late) }
    return "  \(step.path): " + parts.joined(separator: ", ")
  }
}
