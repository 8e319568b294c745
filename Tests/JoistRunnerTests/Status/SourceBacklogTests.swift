import Beam
import JoistRunner
import Rows
import Testing

/// The backlog of a source as the job's status has it.
@Suite(.everyCarrier) struct SourceBacklogTests {
  /// Reads ten of a range in a bundle, a bundle a second.
  private struct Tens<Unit: SizeUnits>: SplittableDoFn {
    static var sizeUnit: SizeUnit? { Unit.unit }

    func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: element) }
    func split(_ range: OffsetRange, of element: Int64, into parts: Int) -> [OffsetRange] { range.split(into: 2) }
    func size(of range: OffsetRange, element: Int64) -> Double { Double(range.count) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

    func process(
      _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      let first = claims.tracker.restriction.from
      for next in first..<first + 10 {
        guard claims.tryClaim(next) else { return .done }
        context.emit(next)
      }
      return .resume(after: .seconds(1))
    }
  }

  private func backlogs<Unit: SizeUnits>(_ read: Tens<Unit>) throws -> [StepStatus.Backlog?] {
    let pipeline = Pipeline()
    _ = pipeline.create([Int64(50)]).parDo("Read", read)
    let (prepared, clock) = (try PreparedPipeline(pipeline), ManualClock())
    let job = try SteppedJob(prepared.carried, options: Toys.options(), clock: clock)
    var backlogs: [StepStatus.Backlog?] = []
    while try job.runUntilIdle() == nil {
      backlogs.append(try #require(job.status.steps.first { $0.path == "Read" }).backlog)
      clock.advance(byMilliseconds: 1_000)
    }
    backlogs.append(try #require(job.status.steps.first { $0.path == "Read" }).backlog)
    return backlogs
  }

  @Test("The backlog of a source can be in elements") func elementsThatAreStillToBeRead() throws {
    let backlogs = try backlogs(Tens<InElements>())
    #expect(backlogs.map { $0?.elements } == [30, 10, 0])
    #expect(backlogs.map { $0?.parts } == [2, 2, 0])
    #expect(backlogs.allSatisfy { $0?.bytes == nil })
  }

  @Test("The backlog of a source can be in bytes") func bytesThatAreStillToBeRead() throws {
    let backlogs = try backlogs(Tens<InBytes>())
    #expect(backlogs.map { $0?.bytes } == [30, 10, 0])
    #expect(backlogs.allSatisfy { $0?.elements == nil })
  }

  @Test("The backlog of a source of unknown size is its number of parts") func partsWhereASourceDoesNotSayMore() throws
  {
    let backlogs = try backlogs(Tens<InNothing>())
    #expect(backlogs.map { $0?.parts } == [2, 2, 0])
    #expect(backlogs.allSatisfy { $0?.elements == nil && $0?.bytes == nil })
  }
}

private protocol SizeUnits: SendableMetatype { static var unit: SizeUnit? { get } }
private enum InElements: SizeUnits { static var unit: SizeUnit? { .elements } }
private enum InBytes: SizeUnits { static var unit: SizeUnit? { .bytes } }
private enum InNothing: SizeUnits { static var unit: SizeUnit? { nil } }
