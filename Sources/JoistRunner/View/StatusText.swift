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

  /// `Read: a transaction that is open keeps back what stands behind it: visits[3] from offset 17`.
  static func note(_ note: NoteStatus) -> String { inStep(note.step, note.message) }

  /// `Read: 12 records had timestamps of the future`.
  static func counter(_ counter: CounterStatus) -> String {
    inStep(counter.step, "\(Readable.count(counter.value)) \(counter.text)")
  }

  private static func inStep(_ step: String, _ text: String) -> String { step.isEmpty ? text : "\(step): \(text)" }

  /// `Write failed 4 times, next attempt in 12.0 s: broker 127.0.0.1:9092 is away`.
  static func retry(_ retry: RetryStatus, at time: Int64) -> String {
    let times = retry.failures == 1 ? "once" : "\(retry.failures) times"
    let pause = Readable.duration(milliseconds: max(0, retry.nextAttempt - time))
    return "\(retry.stage) failed \(times), next attempt in \(pause): \(retry.message)"
  }
}
