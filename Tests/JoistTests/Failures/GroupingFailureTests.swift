import Joist
import JoistRunner
import JoistTesting
import Synchronization
import Testing

/// What is thrown after a shuffle names the step, the source line and the key, the user's error first.
@Suite struct GroupingFailureTests {
  struct Refused: Error, Equatable, CustomStringConvertible {
    var description: String { "no sevens" }
  }

  /// A sum that throws where its `fails` says so.
  struct Fragile: CombineFn {
    enum Place { case add, merge, extract }
    let place: Place
    let error: @Sendable () -> (any Error)?

    init(_ place: Place, _ error: @escaping @Sendable () -> (any Error)? = { Refused() }) {
      self.place = place
      self.error = error
    }

    func makeAccumulator() -> Int { 0 }
    func add(_ input: Int, to accumulator: inout Int) throws {
      if place == .add, input == 7, let error = error() { throw error }
      accumulator += input
    }
    func merge(_ other: Int, into accumulator: inout Int) throws {
      if place == .merge, let error = error() { throw error }
      accumulator += other
    }
    func extract(_ accumulator: Int) throws -> Int {
      if place == .extract, let error = error() { throw error }
      return accumulator
    }
  }

  private func failure<Output>(
    _ build: (Pipeline) throws -> PCollection<Output>
  ) throws -> StepFailure where Output: Streamable {
    try #require(throws: StepFailure.self) { _ = try testPipeline(TestOptions(), build) }
  }

  /// Two bundles with partial sums of one key, which meet after the shuffle.
  private func parts(_ pipeline: Pipeline) -> PCollection<KV<String, Int>> {
    pipeline.create([KV("a", 1)]).flattened(with: pipeline.create([KV("a", 2)]))
  }

  @Test("An error in merging names step, key and source line") func mergingNamesStepKeyAndLine() throws {
    let line: UInt = #line + 2
    let failure = try failure { pipeline in
      parts(pipeline).combinePerKey("Total", Fragile(.merge))
    }
    #expect(failure.underlying is Refused)
    #expect(failure.step == "Total")
    #expect(failure.site == "GroupingFailureTests.swift:\(line)")
    #expect(failure.key == "a")
    #expect(failure.description.hasPrefix("no sevens\n  in step \"Total\" (GroupingFailureTests.swift:\(line))"))
    #expect(failure.description.hasSuffix("with key a"))
  }

  /// Combining before the shuffle gains nothing with so many keys, so the function meets the seven behind it.
  @Test("An error in adding after the shuffle names step and key") func addingBehindTheShuffleNamesStepAndKey() throws {
    let failure = try failure { pipeline in
      pipeline.create(0..<40_000).map { KV($0, $0 == 39_999 ? 7 : 1) }.combinePerKey("Total", Fragile(.add))
    }
    #expect(failure.underlying is Refused)
    #expect(failure.step == "Total")
    #expect(failure.key == "39999")
  }

  @Test("An error in extracting names step and key") func extractingNamesStepAndKey() throws {
    let failure = try failure { pipeline in
      parts(pipeline).combinePerKey("Total", Fragile(.extract))
    }
    #expect(failure.underlying is Refused)
    #expect(failure.step == "Total")
    #expect(failure.element == "a: 3")
  }

  /// A number whose coder refuses one value on the way out or back.
  struct Picky: StreamKey, Sendable, CustomStringConvertible {
    enum Refusal { case reading, writing }
    var number: Int
    var refuses: Refusal
    var description: String { "\(number)" }

    static func encode(_ value: borrowing Picky, into writer: inout RawWriter) {
      let (number, refuses) = (value.number, value.refuses)
      if number == 7, refuses == .writing { writer.fail(.refused("seven is not written")) }
      Int.encode(number, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Picky {
      let number = try Int.decode(from: &reader)
      if number == 7 { throw .refused("seven is not read") }
      return Picky(number: number, refuses: .reading)
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:picky") }
    static func isSame(_ a: borrowing Picky, _ b: borrowing Picky) -> Bool {
      let (first, second) = (a.number, b.number)
      return first == second
    }
  }

  @Test("The error for a key that cannot be decoded names the grouping") func aKeyThatCannotBeReadNamesTheGrouping()
    throws
  {
    let failure = try failure { pipeline in
      pipeline.create([1, 7]).map { KV(Picky(number: $0, refuses: .reading), $0) }.groupByKey("Group").map {
        $0.value.count
      }
    }
    #expect(failure.step == "Group")
    #expect(failure.description.contains("the coder of KV<Picky, Grouped<Int>> cannot decode what it encoded"))
    #expect(failure.description.contains("seven is not read"))
    #expect(failure.description.contains("at element of the bytes 07"))
  }

  @Test("The error for a key that cannot be encoded names the step that made it")
  func aKeyThatCannotBeWrittenNamesTheStepThatMadeIt() throws {
    let failure = try failure { pipeline in
      pipeline.create([1, 7]).map("Key") { KV(Picky(number: $0, refuses: .writing), $0) }.groupByKey().map {
        $0.value.count
      }
    }
    #expect(failure.step == "Key")
    #expect(failure.description.hasPrefix("a value cannot be encoded for the next stage: seven is not written"))
  }

  /// An accumulator that can be read but, with seven in it, not be written.
  struct PickySum: CombineFn {
    func makeAccumulator() -> Picky { Picky(number: 0, refuses: .writing) }
    func add(_ input: Int, to accumulator: inout Picky) { accumulator.number += input }
    func merge(_ other: Picky, into accumulator: inout Picky) {
      accumulator = Picky(number: accumulator.number + other.number, refuses: .writing)
    }
    func extract(_ accumulator: Picky) -> Int { accumulator.number }
  }

  @Test("The error for an accumulator that cannot be encoded names step and key")
  func anAccumulatorThatCannotBeWrittenNamesStepAndKey() throws {
    let failure = try failure { pipeline in
      pipeline.create([KV("a", 1), KV("b", 3)]).flattened(with: pipeline.create([KV("b", 4)]))
        .combinePerKey("Total", PickySum())
    }
    #expect(failure.step == "Total")
    #expect(failure.key == "b")
    #expect(failure.description.contains("seven is not written"))
  }

  @Test("A transient error in grouping is retried, and every element counts once")
  func whatPassesIsTriedAgainAndCountsOnce() throws {
    let calls = Atomic(0)
    let sums = try testPipeline { pipeline in
      parts(pipeline).combinePerKey(
        Fragile(.merge) {
          calls.add(1, ordering: .relaxed).newValue <= 3 ? RetryableError("away", hadContact: true) : nil
        })
    }
    #expect(sums.elements == [KV("a", 3)])
    #expect(calls.load(ordering: .relaxed) == 4)
  }

  @Test("A service that has never responded fails the job") func aFarSideThatNeverAnsweredIsNotWaitedFor() throws {
    #expect(throws: RetryableError.self) {
      _ = try testPipeline { pipeline in
        parts(pipeline).combinePerKey(Fragile(.merge) { RetryableError("no broker", hadContact: false) })
      }
    }
  }

  /// On threads: a job whose only work waits to be tried again ends when it is asked to.
  @Test("A job that waits for a retry can be stopped", .timeLimit(.minutes(1)))
  func aJobThatWaitsToTryAgainCanBeStopped() throws {
    let pipeline = Pipeline()
    _ = parts(pipeline).combinePerKey(
      Fragile(.merge) { RetryableError("away", hadContact: true) })
    let job = try LocalJob(pipeline, options: JobOptions(parallelism: 2, memory: 1 << 30))
    try job.start()
    while job.status.retries.isEmpty {}
    #expect(job.status.retries.first?.message == "away")
    job.stop()
    #expect(try job.wait() == .stopped)
  }
}
