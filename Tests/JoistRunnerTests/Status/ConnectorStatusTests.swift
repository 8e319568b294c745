import Beam
import Rows
import Testing

@testable import JoistRunner

/// What connectors tell, as the job's status has it.
@Suite(.everyCarrier) struct ConnectorStatusTests {
  /// A connector that tells what its elements say.
  private struct Telling: PTransform {
    let reports: Reports

    func expand(_ pipeline: Pipeline) -> PCollection<String> {
      let report = pipeline.connectorReport()
      reports.keep(report)
      let counter = report.counter("elementsSeen", "elements were seen")
      pipeline.afterEnd { _ in report.clearNotes() }
      return pipeline.create(["a", "b"]).map("Tell") { element in
        counter.add(1)
        report.note("\(element) came", for: "last")
        return element
      }
    }
  }

  private final class Reports {
    private(set) var all: [ConnectorReport] = []
    func keep(_ report: ConnectorReport) { all.append(report) }
  }

  private func job(_ reports: Reports) throws -> SteppedJob {
    let pipeline = Pipeline()
    _ = pipeline.apply("Feed", Telling(reports: reports))
    return try SteppedJob(PreparedPipeline(pipeline).carried, options: Toys.options(), clock: ManualClock())
  }

  @Test("Notes are shown while they apply, and counts stay") func notesStandWhileTheyHoldAndCountsStay() throws {
    let reports = Reports()
    let job = try job(reports)
    #expect(job.status.notes.isEmpty)
    // Told outside of any bundle.
    reports.all[0].note("the far side is slow", for: "far")
    #expect(job.status.notes == [NoteStatus(step: "Feed", key: "far", message: "the far side is slow")])
    reports.all[0].clearNote(for: "far")
    #expect(job.status.notes.isEmpty)
    #expect(try job.run() == .finished)
    #expect(job.status.notes.isEmpty)
    #expect(
      job.status.counters == [CounterStatus(step: "Feed", name: "elementsSeen", text: "elements were seen", value: 2)])
  }

  @Test("A pipeline that runs again starts its counts at zero") func aPipelineThatRunsAgainBeginsToCountAgain() throws {
    let pipeline = Pipeline()
    _ = pipeline.apply("Feed", Telling(reports: Reports()))
    for _ in 0..<2 {
      let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Toys.options(), clock: ManualClock())
      #expect(try job.run() == .finished)
      #expect(job.status.counters.map(\.value) == [2])
    }
  }

  @Test("Failures that no step reads are counted; those that a step reads are not")
  func discardedFailures() throws {
    struct Odd: Error {}
    let pipeline = Pipeline()
    let numbers = pipeline.create(0..<10)
    func check(_ name: String) -> PCollection<Failure<Int>> {
      numbers.tryMap(name) { if $0 % 2 == 1 { throw Odd() } else { $0 } }.failures
    }
    _ = check("Discarded")
    _ = check("Kept").map(\.element)
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Toys.options(), clock: ManualClock())
    #expect(try job.run() == .finished)
    let counts = job.status.counters.map(StatusText.counter)
    let text = "elements failed, and no step reads `failures`"
    #expect(counts == ["Discarded: 5 \(text)", "Kept: 0 \(text)"])
  }

  @Test("A system that does not respond makes the backlog of its steps unknown") func outOfContact() throws {
    let reports = Reports()
    let job = try job(reports)
    reports.all[0].isOutOfContact = true
    var status = job.status
    status.steps = [StepStatus(path: "Feed/Read", stage: .init(0), backlog: .init(elements: 5))]
    status.loseBacklog(ofStepsIn: "Feed")
    #expect(StatusText.backlog(status.steps[0].backlog ?? .init()) == "?")
    status.steps = [StepStatus(path: "Feeder", stage: .init(0), backlog: .init(elements: 5))]
    status.loseBacklog(ofStepsIn: "Feed")
    #expect(StatusText.backlog(status.steps[0].backlog ?? .init()) == "5")
  }

  /// Emits 200 numbers in each bundle, without end, and moves its watermark or does not.
  private struct Endless: SplittableDoFn {
    static var isBounded: Bool { false }
    let movesWatermark: Bool

    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for restriction: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(restriction) }

    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      let first = claims.tracker.restriction.from
      for number in first..<first + 200 {
        guard claims.tryClaim(number) else { return .done }
        context.emit(number, at: Timestamp(milliseconds: number))
      }
      if movesWatermark { context.watermark = Timestamp(milliseconds: first) }
      return .resume(after: .seconds(3_600))
    }
  }

  @Test(
    "A source that emits elements and never moves its watermark is named after ten seconds", arguments: [false, true])
  func unmovedWatermark(moves: Bool) throws {
    let pipeline = Pipeline()
    _ = pipeline.create([0]).parDo("Endless", Endless(movesWatermark: moves))
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Toys.options(), clock: ManualClock())
    #expect(try job.runUntilIdle() == nil)
    func notes(afterSeconds seconds: Int64) -> [String] {
      var status = job.status
      status.elapsed = seconds * 1_000_000_000
      job.core.addWatermarkNotes(to: &status)
      return status.notes.map(StatusText.note)
    }
    #expect(notes(afterSeconds: 9) == [])
    let note = "Endless: has emitted 200 elements and never moved its watermark: no window after it fires"
    #expect(notes(afterSeconds: 11) == (moves ? [] : [note]))
    job.stop()
    #expect(try job.run() == .stopped)
  }
}
