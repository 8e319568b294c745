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

  /// `12.3 MB` of elements, or `8 parts` of a source that is cut in parts.
  static func backlog(_ backlog: StepStatus.Backlog) -> String {
    if backlog.bytes > 0 { return Readable.bytes(backlog.bytes) }
    return backlog.elements == 0 ? "0" : "\(Readable.count(backlog.elements)) parts"
  }

  /// `Write failed 4 times, next attempt in 12.0 s: broker 127.0.0.1:9092 is away`.
  static func retry(_ retry: RetryStatus, at time: Int64) -> String {
    let times = retry.failures == 1 ? "once" : "\(retry.failures) times"
    let pause = Readable.duration(milliseconds: max(0, retry.nextAttempt - time))
    return "\(retry.stage) failed \(times), next attempt in \(pause): \(retry.message)"
  }
}
