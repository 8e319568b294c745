import Joist
import JoistTesting
import Synchronization
import TestSupport
import Testing

/// Combining before the shuffle where a bundle meets several windows.
@Suite struct CombiningTests {
  /// A run of elements in one window, then one element in two, again and again: the table of the first window is flushed for
  /// the second one's while batches of the first go on.
  @Test("Combined records stay in their windows") func recordsStayInTheirWindows() throws {
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
  @Test("Any number of windows can be combined") func anyNumberOfWindows() throws {
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

  /// A sum that counts how often sums are written: as partial results before the shuffle, and once for each key behind it.
  struct Tally: Streamable {
    static let written = Atomic(0)
    var sum = 0

    static func encode(_ value: borrowing Tally, into writer: inout RawWriter) {
      written.add(1, ordering: .relaxed)
      Int.encode(value.sum, into: &writer)
    }
    static func decode(from reader: inout RawReader) throws(CoderError) -> Tally {
      Tally(sum: try Int.decode(from: &reader))
    }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:tally") }
  }

  struct TalliedSum: CombineFn {
    func makeAccumulator() -> Tally { Tally() }
    func add(_ input: Int, to accumulator: inout Tally) { accumulator.sum += input }
    func merge(_ other: Tally, into accumulator: inout Tally) { accumulator.sum += other.sum }
    func extract(_ accumulator: Tally) -> Int { accumulator.sum }
  }

  /// Of each hundred numbers so many have a key of their own, and the others one of those: where the first 10,000 records
  /// become fewer by less than a fifth, combining before the shuffle is given up. One test, since all count in one place.
  @Test("Combining before the shuffle stops if it gains little") func combiningThatGainsLittleIsGivenUp() throws {
    for (keys, isWorthIt) in [(50, true), (79, true), (81, false), (100, false)] {
      let numbers = 100_000
      var options = TestOptions()
      options.parallelism = 1
      Tally.written.store(0, ordering: .relaxed)
      let sums = try testPipeline(options) { pipeline in
        pipeline.create(0..<numbers)
          .map { number in KV(number % 100 < keys ? number : number - 50, 1) }
          .combinePerKey("Sum", TalliedSum())
      }
      #expect(sums.elements.reduce(0) { $0 + $1.value } == numbers)
      #expect(sums.elements.count == numbers / 100 * keys)
      let partials = Tally.written.load(ordering: .relaxed) - sums.elements.count
      let looked = 10_000 / 100 * keys
      if isWorthIt {
        #expect(partials >= sums.elements.count, "\(keys) of 100")
      } else {
        // A look may come two batches late.
        #expect((looked..<looked + 1_024).contains(partials), "\(keys) of 100: \(partials)")
      }
    }
    try keysThatComeAgainLaterAreCombined()
  }

  /// Of 60,000 keys at random 8 % come again in the first 10,000 records, and five of six in 400,000.
  private func keysThatComeAgainLaterAreCombined() throws {
    let (numbers, keys) = (400_000, 60_000)
    var options = TestOptions()
    options.parallelism = 1
    Tally.written.store(0, ordering: .relaxed)
    let sums = try testPipeline(options) { pipeline in
      pipeline.create(0..<numbers)
        .map { number -> KV<Int, Int> in
          var dice = SplitMix(seed: UInt64(number))
          return KV(Int(dice.next() % UInt64(keys)), 1)
        }
        .combinePerKey("Sum", TalliedSum())
    }
    #expect(sums.elements.reduce(0) { $0 + $1.value } == numbers)
    let partials = Tally.written.load(ordering: .relaxed) - sums.elements.count
    #expect(partials < numbers / 2, "\(partials) of \(numbers)")
  }

  /// Sums numbers.
  struct SumOfAll: CombineFn {
    func makeAccumulator() -> Int { 0 }
    func add(_ input: Int, to accumulator: inout Int) { accumulator += input }
    func merge(_ other: Int, into accumulator: inout Int) { accumulator += other }
    func extract(_ accumulator: Int) -> Int { accumulator }
  }
}
