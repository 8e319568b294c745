import Joist
import JoistTesting
import Testing

/// Combining before the shuffle where a bundle meets several windows.
@Suite struct CombiningTests {
  /// A run of elements in one window, then one element in two, again and again: the table of the first window is flushed for
  /// the second one's while batches of the first go on.
  @Test func recordsStayInTheirWindows() throws {
    let (round, rounds, keys) = (20_480, 12, 10_007)
    var options = TestOptions()
    options.parallelism = 1
    let counts = try testPipeline(options) { pipeline in
      pipeline.create(0..<round * rounds)
        .withTimestamps { Timestamp(milliseconds: $0 % round == round - 1 ? 9_000 : 5_000) }
        .windowed(by: .sliding(.milliseconds(10_000), every: .milliseconds(8_000)))
        .map { KV($0 / 2 % keys, 1) }
        .combinePerKey("Count", SumOfAll())
    }
    var found: [Timestamp: Int] = [:]
    for entry in counts.entries { found[entry.timestamp, default: 0] += entry.element.value }
    #expect(found == [Timestamp(milliseconds: 9_999): round * rounds, Timestamp(milliseconds: 17_999): rounds])
  }

  /// More windows than tables are kept for.
  @Test func anyNumberOfWindows() throws {
    let (windows, each) = (800, 20)
    let counts = try testPipeline { pipeline in
      pipeline.create(0..<windows * each)
        .withTimestamps { Timestamp(milliseconds: Int64($0 * 7_919 % windows) * 1_000) }
        .windowed(by: .fixed(.milliseconds(1_000)))
        .map { KV($0 % 3, 1) }
        .combinePerKey("Count", SumOfAll())
    }
    var found: [Timestamp: Int] = [:]
    for entry in counts.entries { found[entry.timestamp, default: 0] += entry.element.value }
    #expect(found.count == windows)
    #expect(found.values.allSatisfy { $0 == each })
  }

  /// Sums numbers.
  struct SumOfAll: CombineFn {
    func makeAccumulator() -> Int { 0 }
    func add(_ input: Int, to accumulator: inout Int) { accumulator += input }
    func merge(_ other: Int, into accumulator: inout Int) { accumulator += other }
    func extract(_ accumulator: Int) -> Int { accumulator }
  }
}
