import Joist
import JoistTesting
import Synchronization
import Testing

/// Whether combining before the shuffle gains anything is found out over as many pairs as that takes, however small bundles are.
@Suite(.serialized) struct CombiningGainTests {
  /// Sums that were read: those made before the shuffle behind it, and each once where its window fires.
  static let read = Atomic(0)

  /// A sum that tells when it is read.
  struct Sum: Streamable, Sendable {
    var total = 0
    static func encode(_ value: borrowing Sum, into writer: inout RawWriter) { Int.encode(value.total, into: &writer) }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Sum {
      read.add(1, ordering: .relaxed)
      return Sum(total: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:sum") }
  }

  struct Summing: CombineFn {
    func makeAccumulator() -> Sum { Sum() }
    func add(_ input: Int, to accumulator: inout Sum) { accumulator.total += input }
    func merge(_ other: Sum, into accumulator: inout Sum) { accumulator.total += other.total }
    func extract(_ accumulator: Sum) -> Int { accumulator.total }
  }

  /// Counts, as many in a bundle as it says.
  struct Read: SplittableDoFn {
    let bundle: Int64
    func initialRestriction(for limit: Int64) -> OffsetRange { OffsetRange(from: 0, to: limit) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ limit: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      let first = claims.tracker.restriction.from
      for next in first..<first + bundle {
        guard claims.tryClaim(next) else { return .done }
        context.emit(next)
      }
      return claims.tracker.isDone ? .done : .resume(after: .zero)
    }
  }

  @Test("The gain of combining is counted across small bundles", arguments: [100, 999] as [Int64])
  func itIsCountedOnOverSmallBundles(bundle: Int64) throws {
    let count: Int64 = 15_000
    Self.read.store(0, ordering: .relaxed)
    var options = TestOptions()
    options.parallelism = 1
    let sums = try testPipeline(options) { pipeline in
      pipeline.create([count]).parDo(Read(bundle: bundle)).map { KV($0, 1) }.combinePerKey(Summing())
    }
    #expect(sums.elements.count == Int(count) && sums.elements.allSatisfy { $0.value == 1 })
    // No key comes again: after ten thousand that is known, and pairs go through the shuffle as they are.
    let combined = Self.read.load(ordering: .relaxed) - Int(count)
    #expect((10_000..<10_000 + Int(bundle)).contains(combined), "\(combined)")
  }
}
