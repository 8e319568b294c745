import Beam
import JoistRunner
import Rows
import Synchronization
import Testing

/// Where the bundles of sources end, under a clock that only the source moves: §3.
@Suite(.everyCarrier) struct BundleEndTests {
  /// Counts up for some bundles and notes how many elements each made; a batch takes a millisecond.
  private struct Count<Kind: SourceKind>: SplittableDoFn {
    static var isBounded: Bool { Kind.isBounded }

    let made: Made
    let clock: ManualClock
    let batch: Int64

    func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: .max) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

    func process(
      _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) throws -> Continuation {
      let first = claims.tracker.restriction.from
      var next = first
      while claims.tryClaim(next) {
        next += 1
        if (next - first) % batch == 0 { clock.advance(byMilliseconds: 1) }
        context.emit(next)
        if next == Kind.rest { break }
      }
      try made.note(Int(next - first))
      return next == Kind.rest ? .resume(after: .seconds(1)) : .done
    }
  }

  /// What the bundles of a source have made.
  private final class Made: Sendable {
    private let counts = Mutex<[Int]>([])
    var all: [Int] { counts.withLock { $0 } }

    /// The third one is the last.
    func note(_ count: Int) throws {
      let bundles = counts.withLock {
        $0.append(count)
        return $0.count
      }
      if bundles == 3 { throw Enough() }
    }
  }

  private struct Enough: Error {}

  /// The elements of three bundles.
  private func bundles<Kind: SourceKind>(
    _ kind: Kind.Type, batch: Int = Self.batch, _ use: (PCollection<Int64>) -> Void
  ) throws -> [Int] {
    let (made, clock, pipeline) = (Made(), ManualClock(), Pipeline())
    use(pipeline.create("One", [Int64(0)]).parDo("Count", Count<Kind>(made: made, clock: clock, batch: Int64(batch))))
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Toys.options(), clock: clock)
    #expect(throws: StepFailure.self) { try job.run() }
    return made.all
  }

  private static let batch = BatchCapacity.of(Int64.self)

  @Test("A bundle of a bounded source ends after a second") func afterASecondWhereTheInputHasAnEnd() throws {
    let counts = try bundles(Bounded.self) { _ = $0.filter { _ in false } }
    #expect(counts == Array(repeating: 1_000 * Self.batch, count: 3))
  }

  @Test("A bundle of an unbounded source with a backlog ends after 100 ms") func afterAHundredMillisecondsUnderBacklog()
    throws
  {
    let counts = try bundles(Behind.self) { _ = $0.filter { _ in false } }
    #expect(counts == Array(repeating: 100 * Self.batch, count: 3))
  }

  /// It comes back to input that it had read to the end, and is behind when the bundle has ended before its input.
  @Test("A bundle of an unbounded source without a backlog ends after 5 ms") func afterFiveMillisecondsWithoutBacklog()
    throws
  {
    let counts = try bundles(KeepsUp.self) { _ = $0.filter { _ in false } }
    #expect(counts == [Self.batch, 5 * Self.batch, 100 * Self.batch])
  }

  @Test("A bundle ends after a million records") func afterAMillionRecords() throws {
    let counts = try bundles(Bounded.self, batch: .max) { _ = $0.filter { _ in false } }
    #expect(counts.allSatisfy { (1_000_000..<1_000_000 + Self.batch).contains($0) })
  }

  /// A thousand bytes each, with two of their length and 20 in the columns of a block.
  @Test("A bundle ends after a given amount of output", arguments: [true, false]) func afterSoMuchOutput(
    isBounded: Bool
  ) throws {
    let write = { (numbers: PCollection<Int64>) in
      let filling = Bytes(repeatElement(7, count: 1_000))
      _ = numbers.map { _ in filling }.reshuffle().filter { _ in false }
    }
    let counts = try isBounded ? bundles(Bounded.self, batch: .max, write) : bundles(Behind.self, batch: .max, write)
    let limit = isBounded ? 8 << 20 : 1 << 20
    #expect(counts.allSatisfy { (limit..<limit + Self.batch * 1_022).contains($0 * 1_022) }, "\(counts)")
  }

  /// A key takes 24 bytes in a table and about 20 as a record; every key comes twice.
  @Test("A bundle ends when its tables of partial results exceed the cache")
  func whenTablesOfPartialResultsLeaveTheCache() throws {
    let counts = try bundles(Bounded.self, batch: .max) {
      _ = $0.map { KV($0 / 2, Int64(1)) }.combinePerKey("Sum", Sum<Int64>())
    }
    #expect(counts.allSatisfy { ((4 << 20) / 24..<(4 << 20) / 19).contains($0 / 2) }, "\(counts)")
  }
}

/// A kind of source.
private protocol SourceKind: SendableMetatype {
  static var isBounded: Bool { get }
  /// The element at which it has read all there is for the moment; nil: there is always more.
  static var rest: Int64? { get }
}

private enum Bounded: SourceKind {
  static var isBounded: Bool { true }
  static var rest: Int64? { nil }
}

private enum Behind: SourceKind {
  static var isBounded: Bool { false }
  static var rest: Int64? { nil }
}

private enum KeepsUp: SourceKind {
  static var isBounded: Bool { false }
  static var rest: Int64? { Int64(BatchCapacity.of(Int64.self)) }
}
