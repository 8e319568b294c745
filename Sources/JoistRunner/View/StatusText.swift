import Beam

/// The text for the parts of a status, shared by the views.
package enum StatusText {
  /// The phase as one word, without a failure's message.
  static func phase(_ phase: JobStatus.Phase) -> String {
    switch phase {
    case .running: "running"
    case .stopping: "stopping"
    case .finished: "finished"
    case .stopped: "stopped"
    case .failed: "failed"
    }
  }

  /// The last line of a job: `website-visits finished after 12.3 s, 1,234 bundles committed`. It also says how many late
  /// elements were dropped.
  package static func summary(_ status: JobStatus) -> String {
    let duration = ReadableDuration.text(milliseconds: status.elapsed / 1_000_000)
    let bundles = status.committedBundles == 1 ? "1 bundle" : "\(Readable.count(status.committedBundles)) bundles"
    let parts = [
      "\(status.name) \(phase(status.phase)) after \(duration)", "\(bundles) committed", dropped(status.late),
      refused(status.late),
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  /// `1,200 elements came too late and were dropped, the latest 3.2 s after its window`; nil: none were.
  static func dropped(_ late: LateStatus) -> String? {
    if late.dropped == 0 { return nil }
    let elements =
      late.dropped == 1
      ? "1 element came too late and was dropped"
      : "\(Readable.count(late.dropped)) elements came too late and were dropped"
    if late.largestLatenessMillis == 0 { return elements }
    let latest =
      "\(elements), the latest \(ReadableDuration.text(milliseconds: late.largestLatenessMillis)) after its window"
    return late.largestLatenessMillis < decade ? latest : latest + ": are times in seconds taken for milliseconds?"
  }

  /// An element is hardly ever that late, in milliseconds. Seconds since 1970 that are taken for milliseconds are a time in January 1970.
  private static let decade: Int64 = 10 * 365 * 86_400_000

  /// `Totals: 1,200 elements came too late and were dropped, the latest 3.2 s after its window`; nil: none were.
  static func dropped(_ step: StepStatus) -> String? { dropped(step.late).map { inStep(step.path, $0) } }

  /// `Totals: 12 elements were dropped, since the trigger of their window had finished`; nil: none were.
  static func refused(_ step: StepStatus) -> String? { refused(step.late).map { inStep(step.path, $0) } }

  private static func refused(_ late: LateStatus) -> String? {
    if late.refused == 0 { return nil }
    let elements = late.refused == 1 ? "1 element was dropped" : "\(Readable.count(late.refused)) elements were dropped"
    return elements + ", since the trigger of the window had finished"
  }

  /// `late 1,234 by up to 3.2 s, 1,200 dropped`; nil: none were late.
  static func late(_ late: LateStatus) -> String? {
    if late.elements == 0 { return nil }
    var text = "late \(Readable.count(late.elements))"
    if late.largestLatenessMillis > 0 {
      text += " by up to \(ReadableDuration.text(milliseconds: late.largestLatenessMillis))"
    }
    return late.dropped == 0 ? text : text + ", \(Readable.count(late.dropped)) dropped"
  }

  /// A backlog: `12.3 MB`; for a source also `12.3 k` elements, or `8 parts` if its size is not known.
  static func backlog(_ backlog: StepStatus.Backlog) -> String {
    if backlog.isUnknown { return "?" }
    if backlog.isEmpty { return "0" }
    if let bytes = backlog.bytes, bytes > 0 { return Readable.bytes(bytes) }
    if let elements = backlog.elements { return Readable.amount(elements) }
    let parts = backlog.parts ?? 0
    return parts == 1 ? "1 part" : "\(Readable.count(parts)) parts"
  }

  /// `Read: an open transaction blocks later records: visits[3] from offset 17`.
  static func note(_ note: NoteStatus) -> String { inStep(note.step, note.message) }

  /// `Read: 12 records had timestamps in the future`.
  static func counter(_ counter: CounterStatus) -> String {
    inStep(counter.step, "\(Readable.count(counter.value)) \(counter.text)")
  }

  private static func inStep(_ step: String, _ text: String) -> String { step.isEmpty ? text : "\(step): \(text)" }

  /// `Write failed 4 times, next attempt in 12.0 s: broker 127.0.0.1:9092 is away`.
  static func retry(_ retry: RetryStatus, at time: Int64) -> String {
    let times = retry.failures == 1 ? "once" : "\(retry.failures) times"
    let pause = ReadableDuration.text(milliseconds: max(0, retry.nextAttempt - time))
    return "\(retry.stage) failed \(times), next attempt in \(pause): \(retry.message)"
  }
}
