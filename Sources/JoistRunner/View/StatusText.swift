/// Words for the parts of a status, shared by the views.
package enum StatusText {
  /// The phase as one word; a failure's message stands elsewhere.
  static func phase(_ phase: JobStatus.Phase) -> String {
    switch phase {
    case .running: "running"
    case .stopping: "stopping"
    case .finished: "finished"
    case .stopped: "stopped"
    case .failed: "failed"
    }
  }

  /// `website-visits finished after 12.3 s, 1,234 bundles committed`: the last line of a job.
  package static func summary(_ status: JobStatus) -> String {
    let duration = Readable.duration(milliseconds: status.elapsed / 1_000_000)
    let bundles = status.committedBundles == 1 ? "1 bundle" : "\(Readable.count(status.committedBundles)) bundles"
    return "\(status.name) \(phase(status.phase)) after \(duration), \(bundles) committed"
  }

  /// `12.3 MB`; of a source also `12.3 k` elements, or `8 parts` where it does not know more.
  static func backlog(_ backlog: StepStatus.Backlog) -> String {
    if backlog.isEmpty { return "0" }
    if let bytes = backlog.bytes, bytes > 0 { return Readable.bytes(bytes) }
    if let elements = backlog.elements { return Readable.amount(elements) }
    let parts = backlog.parts ?? 0
    return parts == 1 ? "1 part" : "\(Readable.count(parts)) parts"
  }

  /// `Write failed 4 times, next attempt in 12.0 s: broker 127.0.0.1:9092 is away`.
  static func retry(_ retry: RetryStatus, at time: Int64) -> String {
    let times = retry.failures == 1 ? "once" : "\(retry.failures) times"
    let pause = Readable.duration(milliseconds: max(0, retry.nextAttempt - time))
    return "\(retry.stage) failed \(times), next attempt in \(pause): \(retry.message)"
  }
}
