import Joist
import JoistTesting
import Testing

@Suite("testPipeline with several collections")
struct SeveralRecordingsTests {
  private struct NoNumber: Error {}

  /// A transform with two outputs, which have labels.
  private func parse(
    _ texts: PCollection<String>
  ) -> (results: PCollection<Int>, failures: PCollection<Failure<String>>) {
    texts.tryMap("Parse") { text in
      guard let number = Int(text) else { throw NoNumber() }
      return number
    }
  }

  @Test("Each has a recording of its own, in the order of the tuple") func two() throws {
    let (numbers, failures) = try testPipeline { pipeline in
      let parsed = parse(pipeline.create(["1", "b", "2"]))
      return (parsed.results.map { $0 * 10 }, parsed.failures)
    }
    #expect(numbers.elements.sorted() == [10, 20])
    #expect(failures.elements.map(\.element) == ["b"])
  }

  @Test("A tuple with labels is returned as it is") func labels() throws {
    let (numbers, failures) = try testPipeline { parse($0.create(["1", "b", "2"])) }
    #expect(numbers.elements.sorted() == [1, 2])
    #expect(failures.elements.map(\.element) == ["b"])
  }

  @Test("Three may be returned, and one of them twice") func three() throws {
    let (numbers, same, texts) = try testPipeline { pipeline in
      let numbers = pipeline.create([1, 2])
      return (numbers, numbers, numbers.map { "\($0)" })
    }
    #expect(numbers.elements.sorted() == [1, 2] && same.elements.sorted() == [1, 2])
    #expect(texts.elements.sorted() == ["1", "2"])
  }

  @Test("Timestamps and windows are those of each collection") func windows() throws {
    let (times, counts) = try testPipeline { pipeline in
      let times = pipeline.create([1, 2, 61]).withTimestamps { .epoch + .seconds($0) }
      return (times, times.windowed(by: .fixed(.minutes(1))).map { _ in "all" }.countPerElement())
    }
    #expect(times.entries.allSatisfy { $0.timestamp == .epoch + .seconds($0.element) && $0.windows == [.global] })
    let start = Timestamp.epoch + .minutes(1)
    #expect(counts.elements(in: .epoch..<start) == [KV("all", 2)])
    #expect(counts.elements(in: start..<start + .minutes(1)) == [KV("all", 1)])
  }

  @Test("A source without an end is stopped for all of them") func untilTheEnd() throws {
    let (numbers, texts) = try testPipeline(until: .seconds(10)) { pipeline in
      let numbers = pipeline.create([0]).parDo(EndlessTestTests.Counting(pause: .seconds(1)))
      return (numbers, numbers.map { "\($0)" })
    }
    #expect(numbers.elements.count >= 8 && texts.elements.count >= 8)
  }
}
