import JoistRunner
import Rows

/// One run of the generator: makes records at the right times, writes them, and reports progress.
struct GenerationRun: Sendable {
  let settings: VisitSettings
  let visitClock: VisitClock
  /// How long to wait between visits; nil: not at all.
  let intervalNanos: Int64?
  /// How many records to make; nil: until the task is cancelled.
  let count: Int?
  /// After how many records to report progress; 0: never.
  let progressEvery: Int
  /// The clock that paces the run; it also gives the current time.
  var clock: any JobClock = SystemClock()
  /// Receives the progress reports.
  var say: @Sendable (String) -> Void

  /// Opens an output and writes records until the count is reached or the task is cancelled; cancelling a run without a
  /// count completes it.
  /// - Throws: errors of the output.
  func run(into open: @Sendable () throws -> any VisitOutput) async throws {
    var output = try open()
    var generator = VisitGenerator(settings)
    var report = ProgressReport(every: progressEvery)
    let start = clock.monotonicNanoseconds
    while !Task.isCancelled, count.map({ report.total < $0 }) ?? true {
      if try await !wait(for: report.total, since: start, &output) { break }
      let record = generator.next(at: visitClock.time(of: report.total, now: now))
      try output.write(record)
      if report.count(record) { say(report.line(afterNanos: clock.monotonicNanoseconds - start)) }
    }
    try output.finish(complete: count.map { report.total >= $0 } ?? true)
    say("wrote \(report.line(afterNanos: clock.monotonicNanoseconds - start)) to \(output.description)")
  }

  /// Flushes the output and waits until the visit with this number is due.
  /// - Returns: false if the task was cancelled while waiting.
  private func wait(for number: Int, since start: Int64, _ output: inout any VisitOutput) async throws -> Bool {
    guard let intervalNanos else { return true }
    let due = Double(start) + Double(number) * Double(intervalNanos)
    let left = due - Double(clock.monotonicNanoseconds)
    guard left > 0 else { return true }
    try output.flush()
    do {
      try await Task.sleep(for: .nanoseconds(Int64(left)))
      return true
    } catch {
      return false
    }
  }

  private func now() -> Timestamp { Timestamp(milliseconds: clock.processingTime) }
}
