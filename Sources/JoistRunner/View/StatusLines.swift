import Beam

/// A job's status as plain lines for a pipe or a log. Each line makes sense by itself and can be searched with `grep`.
package struct StatusLines {
  /// Whether to show only the job's line and notes, without a line for each step.
  package var isBrief: Bool

  /// Makes a view with a line for each step unless `isBrief`.
  package init(isBrief: Bool = false) {
    self.isBrief = isBrief
  }

  /// The lines for a status: the time and the job, its notes, and its steps.
  /// - Parameter last: the last status that was shown while the job ran. Steps that have had no element since are left out.
  package func lines(_ status: JobStatus, after last: JobStatus? = nil) -> [String] {
    let job = ["\(Readable.moment(status.time))  \(StatusTable.title(status))"] + StatusTable.notes(status)
    if isBrief { return job }
    let steps = status.steps.filter { step in !(last?.steps.contains { Self.isSame($0, step) } ?? false) }
    return job + steps.map { Self.line($0, at: status.time) }
  }

  /// Whether a step has had no element, no late one, and no other backlog.
  private static func isSame(_ last: StepStatus, _ step: StepStatus) -> Bool {
    last.path == step.path && last.elementsIn == step.elementsIn && last.elementsOut == step.elementsOut
      && last.late == step.late && last.backlog == step.backlog
  }

  /// `  Split: in 10,000, out 52,311, 12.3 k/s, watermark 2025-11-21 14:03:22, lag 1.2 s, backlog 12.3 MB`.
  private static func line(_ step: StepStatus, at time: Int64) -> String {
    var parts = ["in \(Readable.count(step.elementsIn))", "out \(Readable.count(step.elementsOut))"]
    if let rate = step.rate { parts.append(Readable.rate(rate)) }
    parts.append("watermark \(Readable.watermark(step.watermark))")
    if let lag = step.lag(at: time) { parts.append("lag \(ReadableDuration.text(milliseconds: lag))") }
    if let backlog = step.backlog, !backlog.isEmpty { parts.append("backlog \(StatusText.backlog(backlog))") }
    if let late = StatusText.late(step.late) { parts.append(late) }
    return "  \(step.path): " + parts.joined(separator: ", ")
  }
}
