import Beam
import JoistRunner
import Rows
import Synchronization
import Testing

/// What a source does when a step after it throws.
@Suite(.everyCarrier) struct SourceFailureTests {
  private struct Refused: Error {}

  /// Counts how often it was let go on.
  private struct Numbers: SplittableDoFn {
    typealias Tracker = OffsetRangeTracker
    let claimed: Claimed

    func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: element) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

    func process(
      _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<Int64>
    ) -> Continuation {
      var next = claims.tracker.restriction.from
      while claims.tryClaim(next) {
        claimed.count.add(1, ordering: .relaxed)
        context.emit(next)
        next += 1
      }
      return .done
    }
  }

  private final class Claimed: Sendable {
    let count = Atomic(0)
  }

  @Test("A source stops when a later step throws") func itIsNotLetGoOn() throws {
    let claimed = Claimed()
    let pipeline = Pipeline()
    _ = pipeline.create([Int64(1) << 40]).parDo("Read", Numbers(claimed: claimed))
      .map("Refuse") { (number: Int64) throws -> Int64 in throw Refused() }
    let options = JobOptions(parallelism: 1, seed: 1, logger: Logger(label: "test", logLevel: .critical))
    #expect(throws: (any Error).self) { try LocalJob(PreparedPipeline(pipeline).carried, options: options).run() }
    // The first batch is refused; without a word to the source it would go on until its bundle's time is over.
    let count = claimed.count.load(ordering: .relaxed)
    #expect(count <= 2048, "\(count) claims")
  }
}
