package import Beam

/// A job's status as log events: one for the job, one for each step, and one for each note.
package struct StatusEvents {
  private let logger: Logger

  /// Makes a view that logs to `logger`.
  package init(_ logger: Logger) { self.logger = logger }

  /// Logs a status.
  package func log(_ status: JobStatus) {
    logger.info(
      "job",
      metadata: [
        "phase": "\(StatusText.phase(status.phase))", "elapsed_ms": "\(status.elapsed / 1_000_000)",
        "committed_bundles": "\(status.committedBundles)", "busy_threads": "\(status.busyThreads)",
        "memory_bytes": "\(status.memory.used)", "late_dropped": "\(status.late.dropped)",
        "dropped_after_trigger": "\(status.late.refused)",
      ])
    for step in status.steps { logger.info("step", metadata: Self.metadata(of: step, at: status.time)) }
    for note in StatusTable.notes(status) { logger.warning("note", metadata: ["text": "\(note)"]) }
  }

  private static func metadata(of step: StepStatus, at time: Int64) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      "step": "\(step.path)", "in": "\(step.elementsIn)", "out": "\(step.elementsOut)",
      "watermark": "\(Readable.watermark(step.watermark))",
    ]
    if let rate = step.rate { metadata["rate"] = "\(Int(rate.rounded()))" }
    if let lag = step.lag(at: time) { metadata["lag_ms"] = "\(lag)" }
    if let elements = step.backlog?.elements { metadata["backlog"] = "\(elements)" }
    if let bytes = step.backlog?.bytes { metadata["backlog_bytes"] = "\(bytes)" }
    if step.late.elements > 0 { metadata["late"] = "\(step.late.elements)" }
    if step.late.refused > 0 { metadata["dropped_after_trigger"] = "\(step.late.refused)" }
    return metadata
  }
}
