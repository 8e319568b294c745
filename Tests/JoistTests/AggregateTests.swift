import Joist
import JoistTesting
import TestSupport
import Testing

@Suite struct AggregateTests {
  @Row struct Visit: Hashable, Sendable {
    var page: String
    var bytes: Int
    var seconds: Double
    var at: Timestamp
  }

  @Row struct Statistics: Hashable, Sendable {
    var page: String
    var minute: Timestamp
    var visits: Int
    var large: Int
    var bytes: Int
    var shortest: Double
    var longest: Double
    var mean: Double
    var largest: [Int]
  }

  @Test("Several figures of each group and window equal those of the standard library", arguments: [1, 3])
  func figures(parallelism: Int) throws {
    var random = SplitMix(seed: 7)
    let visits = (0..<5_000).map { number in
      Visit(
        page: "/\(Int.random(in: 0..<20, using: &random))", bytes: Int.random(in: 0..<1_000, using: &random),
        seconds: Double.random(in: 0..<10, using: &random), at: Timestamp(milliseconds: Int64(number) * 100))
    }
    var options = TestOptions()
    options.parallelism = parallelism
    let found = try testPipeline(options) { pipeline in
      pipeline.create(visits).withTimestamps(\.at).windowed(by: .fixed(.minutes(1))).group(by: \.page)
        .aggregate(
          .count(), .count { $0.bytes > 500 }, .sum(\.bytes), .min(\.seconds), .max(\.seconds),
          .mean(\.bytes), .top(2, \.bytes)
        ) { page, visits, large, bytes, shortest, longest, mean, largest in
          Statistics(
            page: page, minute: .min, visits: visits, large: large, bytes: bytes, shortest: shortest, longest: longest,
            mean: mean, largest: largest)
        }
        .map { statistics, info in
          var statistics = statistics
          statistics.minute = info.window.start
          return statistics
        }
    }
    let groups = Dictionary(grouping: visits) { KV($0.page, $0.at.milliseconds / 60_000) }
    let expected = groups.map { key, visits in
      let bytes = visits.map(\.bytes)
      return Statistics(
        page: key.key, minute: Timestamp(milliseconds: key.value * 60_000), visits: visits.count,
        large: bytes.count { $0 > 500 }, bytes: bytes.reduce(0, +), shortest: visits.map(\.seconds).min() ?? 0,
        longest: visits.map(\.seconds).max() ?? 0, mean: Double(bytes.reduce(0, +)) / Double(bytes.count),
        largest: Array(bytes.sorted(by: >).prefix(2)))
    }
    #expect(Set(found.elements) == Set(expected))
    #expect(found.elements.count == expected.count)
  }

  struct TooLarge: Error {}

  @Test("An error of an aggregate's function fails the job and names the step and the element")
  func failures() throws {
    let error = #expect(throws: StepFailure.self) {
      try testPipeline { pipeline in
        pipeline.create([1, 2, 3]).group(by: { $0 % 2 })
          .aggregate(.count(), .sum { if $0 > 2 { throw TooLarge() } else { $0 } }, name: "Sizes") { key, count, sum in
            KV(key, count + sum)
          }
      }
    }
    #expect(error?.step == "Sizes/Take" && error?.element == "3" && error?.underlying is TooLarge)
  }

  @Test("A custom CombineFn can be an aggregate")
  func ownFunction() throws {
    let found = try testPipeline {
      $0.create(["a", "bb", "cc"]).group(by: \.utf8.count)
        .aggregate(Aggregate(Top<String>(5), of: { $0 })) { length, texts in KV(length, texts) }
    }
    #expect(Set(found.elements) == [KV(1, ["a"]), KV(2, ["cc", "bb"])])
  }

  struct Tired: CombineFn {
    func makeAccumulator() -> Int { 0 }
    func add(_ input: Int, to accumulator: inout Int) throws { throw RetryableError("tired", hadContact: true) }
    func merge(_ other: Int, into accumulator: inout Int) throws {}
    func extract(_ accumulator: Int) -> Int { accumulator }
  }

  @Test("A figure that requests a retry after another one has its value fails the job")
  func unrepeatable() throws {
    let error = #expect(throws: StepFailure.self) {
      try testPipeline {
        $0.create([1]).group(by: { $0 }).aggregate(.count(), Aggregate(Tired(), of: { $0 })) { KV($0, $1 + $2) }
      }
    }
    #expect(error?.underlying is UnrepeatableAggregate)
  }
}
