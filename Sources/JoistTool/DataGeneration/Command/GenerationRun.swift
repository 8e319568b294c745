import JoistRunner
import Rows

/// One run of the generator: makes records in time, writes them, and says how far it is.
struct GenerationRun: Sendable {
  let settings: VisitSettings
  let visitClock: VisitClock
  /// How long to wait from one visit to the next; nil: not at all.
  let intervalNanos: Int64?
  /// nil: until stopped.
  let count: Int?
  let progressEvery: Int
  /// The computer's time.
  var clock: any JobClock = SystemClock()
  /// Where it says how far it is.
  var say: @Sendable (String) -> Void

  /// Opens an output and fills it until all are written or the task is cancelled, which is a good end of a stream.
  /// - Throws: what the output says where it takes no more.
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

  /// Waits until the visit of that number is due; false where the wait was cancelled. What is buffered goes out first.
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
