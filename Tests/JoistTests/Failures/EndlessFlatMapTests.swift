import Joist
import JoistRunner
import JoistTesting
import Synchronization
import Testing

/// A `flatMap` over a sequence without end notices that what it makes is of no use any more.
@Suite struct EndlessFlatMapTests {
  struct Endless: Sequence, IteratorProtocol, Sendable {
    var number = 0
    mutating func next() -> Int? {
      number &+= 1
      return number
    }
  }

  struct Refused: Error {}

  @Test("A later step that fails ends an endless flatMap", .timeLimit(.minutes(1))) func aStepBehindThatFailsEndsIt()
    throws
  {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create([1]).flatMap { _ in Endless() }.map("Check") { number -> Int in
          if number == 100_000 { throw Refused() }
          return number
        }.filter { _ in false }
      }
    }
    #expect(failure.step == "Check")
    #expect(failure.element == "100000")
  }

  /// A source that emits without end at one claim.
  struct EndlessSource: SplittableDoFn {
    func initialRestriction(for limit: Int) -> OffsetRange { OffsetRange(from: 0, to: 1) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ limit: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int>
    ) -> Continuation {
      while case let count = claims.tryClaim(from: 0, atMost: 1), count > 0 {
        context.emit(count: .max) { ($0, Timestamp(milliseconds: 0)) }
      }
      return .done
    }
  }

  @Test("A later step that fails ends a source that emits without an end", .timeLimit(.minutes(1)))
  func aSourceThatEmitsWithoutEndIsEndedToo() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { pipeline in
        pipeline.create([1]).parDo("Endless", EndlessSource()).map("Check") { number -> Int in
          if number == 100_000 { throw Refused() }
          return number
        }.filter { _ in false }
      }
    }
    #expect(failure.step == "Check")
  }

  /// The job has two branches on two threads.
  @Test("A failure in another step ends an endless flatMap", .timeLimit(.minutes(1))) func aFailureElsewhereEndsIt()
    throws
  {
    let pipeline = Pipeline()
    let started = Atomic(false)
    _ = pipeline.create([1]).flatMap("Endless") { _ in Endless() }.filter { number in
      if number > 5000 { started.store(true, ordering: .relaxed) }
      return false
    }
    _ = pipeline.create([1]).map("Check") { number -> Int in
      while !started.load(ordering: .relaxed) {}
      throw Refused()
    }
    var options = JobOptions(parallelism: 2, memory: 1 << 30)
    options.windDown = 3_600_000_000_000
    let failure = try #require(throws: StepFailure.self) { _ = try LocalJob(pipeline, options: options).run() }
    #expect(failure.step == "Check")
  }

  @Test("A stopped job abandons an endless flatMap after some time", .timeLimit(.minutes(1)))
  func aJobThatIsStoppedGivesItUpAfterAWhile() throws {
    let pipeline = Pipeline()
    let started = Atomic(false)
    _ = pipeline.create([1]).flatMap("Endless") { _ in Endless() }.filter { number in
      if number > 5000 { started.store(true, ordering: .relaxed) }
      return false
    }
    var options = JobOptions(parallelism: 1, memory: 1 << 30)
    options.windDown = 1_000_000
    let job = try LocalJob(pipeline, options: options)
    try job.start()
    while !started.load(ordering: .relaxed) {}
    job.stop()
    #expect(try job.wait() == .stopped)
  }
}
