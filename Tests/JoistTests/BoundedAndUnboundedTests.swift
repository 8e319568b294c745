import Joist
import Synchronization
import Testing

/// Inputs with and without an end in one job.
@Suite(.timeLimit(.minutes(2))) struct BoundedAndUnboundedTests {
  /// Ten in each second of event time, a second in each bundle, without end.
  private struct Clock: SplittableDoFn {
    static var isBounded: Bool { false }
    func initialRestriction(for name: String) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

    func process(
      _ name: String, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<String>
    ) -> Continuation {
      let first = claims.tracker.restriction.from
      for next in first..<first + 10 {
        guard claims.tryClaim(next) else { return .done }
        context.emit(name, at: Timestamp(milliseconds: next * 100))
      }
      context.watermark = Timestamp(milliseconds: (first + 10) * 100)
      return .resume(after: .milliseconds(1))
    }
  }

  @Test("Windows of bounded and unbounded input fire while the job runs", arguments: [1, 2])
  func windowsOfBothFireWhileTheJobRuns(parallelism: Int) async throws {
    let (counts, found) = AsyncStream.makeStream(of: String.self)
    let pipeline = Pipeline()
    let ticks = pipeline.create("Names", ["tick"]).parDo("Clock", Clock())
    #expect(!ticks.isBounded)
    // Three in the first second, two in the third.
    let known = pipeline.create("Known", [0, 500, 999, 2_000, 2_001])
      .withTimestamps { Timestamp(milliseconds: Int64($0)) }.map { _ in "known" }
    #expect(known.isBounded)
    let both = known.flattened(with: ticks)
    #expect(!both.isBounded)
    both.windowed(by: .fixed(.seconds(1))).countPerElement().parDo("Tell", Tell(found: found))

    let job = try LocalRunner(
      options: JobOptions(parallelism: parallelism, memory: 1 << 30, logger: Logger(label: "test", logLevel: .critical))
    ).start(pipeline)
    var seen: [String] = []
    for await count in counts {
      seen.append(count)
      if Set(seen).isSuperset(of: ["4000 tick 10", "2000 known 2"]) { break }
    }
    #expect(job.status.phase == .running)
    job.stop()
    #expect(try await job.outcome() == .stopped)
    found.finish()
    // What came between is told too; a window fires once, since nothing is late.
    for await count in counts { seen.append(count) }
    #expect(seen.filter { $0.contains("known") }.sorted() == ["0 known 3", "2000 known 2"])
    let ticked = seen.filter { $0.contains("tick") }
    #expect(Set(ticked) == Set((0..<ticked.count).map { "\($0 * 1000) tick 10" }))
  }

  @Test("Timestamps that are set far before those of an unbounded source are counted, those of a bounded one are not")
  func movedBack() async throws {
    let (elements, found) = AsyncStream.makeStream(of: String.self)
    let pipeline = Pipeline()
    let hour = Int64(3_600_000)
    pipeline.create("Names", ["tick"]).parDo("Clock", Clock())
      .withTimestamps("Back") { _ in Timestamp(milliseconds: -hour) }
      .map { name in
        found.yield(name)
        return name
      }.log()
    pipeline.create("Known", [0]).withTimestamps("Kept") { _ in Timestamp(milliseconds: -hour) }.log()
    let quiet = Logger(label: "test", logLevel: .critical)
    let job = try LocalRunner(options: JobOptions(parallelism: 1, memory: 1 << 30, logger: quiet)).start(pipeline)
    for await _ in elements { break }
    job.stop()
    #expect(try await job.outcome() == .stopped)
    let counters = job.status.counters.filter { $0.name == "timestampsMovedBack" }
    #expect(counters.map(\.step) == ["Back"])
    #expect(counters.allSatisfy { $0.value >= 10 && $0.value.isMultiple(of: 10) })
  }

  /// Tells of each count with the start of its window.
  private struct Tell: DoFn {
    let found: AsyncStream<String>.Continuation
    func process(_ count: KV<String, Int>, in context: Context<Int>) {
      found.yield("\(context.windows[0].start.milliseconds) \(count.key) \(count.value)")
    }
  }
}
