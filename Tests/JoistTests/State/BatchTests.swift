import Joist
import JoistTesting
import Testing

/// Transforms that are made of state and timers.
@Suite("Batches, duplicates, latest") struct BatchTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  // MARK: Batches

  @Test("A batch is emitted when it has its count, and the rest at the end") func counts() throws {
    let batches = try testPipeline { pipeline in
      pipeline.create((0..<7).map { KV("a", $0) } + [KV("b", 100)]).groupIntoBatches(count: 3)
    }
    #expect(batches.elements.filter { $0.key == "a" }.map(\.value) == [[0, 1, 2], [3, 4, 5], [6]])
    #expect(batches.elements.filter { $0.key == "b" }.map(\.value) == [[100]])
  }

  @Test("A batch is emitted when it has its size in bytes") func bytes() throws {
    let batches = try testPipeline { pipeline in
      pipeline.create(["aaaa", "bbbb", "c", "dddddddddd", "e"].map { KV(1, $0) }).groupIntoBatches(bytes: 10)
    }
    #expect(batches.elements.map(\.value) == [["aaaa", "bbbb"], ["c", "dddddddddd"], ["e"]])
  }

  @Test("A batch does not wait longer than it may, and holds the watermark meanwhile") func delay() throws {
    let batches = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("a", 1), at: at(1)), .processingTime(.seconds(3)), .element(KV("a", 2), at: at(2)),
          .watermark(at(30)), .processingTime(.seconds(2)), .element(KV("a", 3), at: at(31)))
      )
      .groupIntoBatches(count: 100, within: .seconds(5))
      // The first batch was complete when the watermark had passed the end of this window.
      .windowed(by: .fixed(.seconds(10)))
      .combinePerKey(.count())
    }
    #expect(batches.entries.map { $0.windows[0].start } == [at(0), at(30)])
    #expect(batches.elements == [KV("a", 1), KV("a", 1)])
    #expect(batches.entries.allSatisfy { $0.pane.timing == .onTime })
  }

  @Test("Each window has batches of its own; one that is late is emitted at once") func windows() throws {
    let batches = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([(KV("a", 1), at(1)), (KV("a", 2), at(11)), (KV("a", 3), at(2))]), .watermark(at(12)),
          .element(KV("a", 4), at: at(3)))
      )
      .windowed(by: .fixed(.seconds(10)), allowedLateness: .seconds(60), accumulation: .discarding)
      .groupIntoBatches(count: 100)
    }
    #expect(batches.elements(in: at(0)..<at(10)).map(\.value) == [[1, 3], [4]])
    #expect(batches.elements(in: at(10)..<at(20)).map(\.value) == [[2]])
  }

  @Test("A key that is divided has a batch for each part", arguments: [1, 4]) func shards(_ shards: Int) throws {
    let batches = try testPipeline { pipeline in
      pipeline.create((0..<100).map { KV("hot", $0) }).groupIntoBatches(count: 30, shards: shards)
    }
    #expect(batches.elements.flatMap(\.value).sorted() == Array(0..<100))
    #expect(batches.elements.allSatisfy { $0.key == "hot" && $0.value.count <= 30 })
    #expect(batches.elements.count == 4)
  }

  @Test("Batches without a limit, and limits that make no sense, are refused") func limits() {
    func refused(
      _ text: String, _ make: @escaping @Sendable (PCollection<KV<String, Int>>) -> PCollection<KV<String, [Int]>>
    ) {
      #expect {
        _ = try testPipeline { make($0.create([KV("a", 1)])) }
      } throws: {
        "\($0)".contains("step \"GroupIntoBatches\"") && "\($0)".contains(text)
      }
    }
    refused("batches have no limit") { $0.groupIntoBatches() }
    refused("a batch of 0 values is impossible") { $0.groupIntoBatches(count: 0) }
    refused("a batch of -1 bytes is impossible") { $0.groupIntoBatches(bytes: -1) }
    refused("a batch cannot wait for") { $0.groupIntoBatches(within: .seconds(-1)) }
    refused("a key cannot be divided into 0 shards") { $0.groupIntoBatches(count: 1, shards: 0) }
  }

  // MARK: Duplicates

  @Test("An element is dropped while an equal one is remembered, by the clock") func clock() throws {
    let elements = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements(["a", "a", "b"], at: at(0)), .processingTime(.seconds(9)), .element("a", at: at(1)),
          .processingTime(.seconds(2)), .element("a", at: at(2)), .element("b", at: at(3)))
      ).deduplicate(within: .seconds(10))
    }
    let found = elements.entries.map { "\($0.element) \($0.timestamp.milliseconds / 1000)" }
    #expect(found == ["a 0", "b 0", "a 2", "b 3"])
  }

  @Test("An element is dropped while an equal one is remembered, by event time") func eventTime() throws {
    let elements = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("x", 1), at: at(0)), .processingTime(.seconds(100)), .element(KV("x", 2), at: at(3)),
          .watermark(at(11)), .element(KV("x", 3), at: at(12)), .element(KV("x", 4), at: at(13)))
      ).deduplicate(by: \.key, within: .seconds(10), in: .eventTime)
    }
    #expect(elements.elements.map(\.value) == [1, 3])
  }

  @Test("Remembering does not hold back the watermark", arguments: [TimeDomain.eventTime, .processingTime])
  func watermark(_ domain: TimeDomain) throws {
    let counts = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(.element("a", at: at(1)), .watermark(at(20)), .element("b", at: at(21)), .element("a", at: at(22)))
      )
      .deduplicate(within: .hours(1), in: domain).windowed(by: .fixed(.seconds(10))).countPerElement()
    }
    #expect(counts.entries.map { $0.windows[0].start } == [at(0), at(20)])
    #expect(counts.elements == [KV("a", 1), KV("b", 1)])
  }

  @Test("A duration of zero is refused") func zero() {
    #expect {
      _ = try testPipeline { $0.create(["a"]).deduplicate(within: .zero) }
    } throws: {
      "\($0)".contains("step \"Deduplicate\"") && "\($0)".contains("give a duration above zero")
    }
  }

  // MARK: Latest

  @Test("The latest value of each key has the latest timestamp") func latest() throws {
    let (perKey, ofAll, ofNone) = try testPipeline { pipeline in
      let quotes = pipeline.create([KV(KV("a", 1), 5), KV(KV("a", 2), 9), KV(KV("b", 3), 1), KV(KV("a", 4), 7)])
        .withTimestamps { at(Int64($0.value)) }.map { $0.key }
      return (quotes.latestPerKey(), quotes.latest(), pipeline.create([Int]()).latest())
    }
    #expect(Set(perKey.elements) == [KV("a", 2), KV("b", 3)])
    #expect(ofAll.elements == [KV("a", 2)])
    #expect(ofNone.elements == [nil])
  }

  // MARK: Rate

  private struct ReadClock: DoFn {
    func process(_ number: Int, in context: Context<Int64>) { context.emit(context.processingTime.milliseconds) }
  }

  @Test("Elements pass at a rate, which all threads share", arguments: [1, 2]) func rate(parallelism: Int) throws {
    var options = TestOptions()
    options.parallelism = parallelism
    let passed = try testPipeline(options) { pipeline in
      pipeline.create(0..<50).rateLimit(10, per: .seconds(1)).parDo(ReadClock())
    }
    let times = passed.elements.sorted()
    #expect(times.count == 50)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 100 })
    #expect(times[49] - times[0] == 4900)
  }

  @Test(
    "High rates and short times are kept",
    arguments: [(1, Duration.microseconds(900), Int64(45)), (700_000, .seconds(1), 0), (2500, .seconds(1), 20)])
  func highRates(count: Int, duration: Duration, least: Int64) throws {
    let passed = try testPipeline { pipeline in
      pipeline.create(0..<51).rateLimit(count, per: duration).parDo(ReadClock())
    }
    let times = passed.elements.sorted()
    #expect(times[50] - times[0] == least)
  }

  @Test("A rate of nothing is refused") func noRate() {
    #expect {
      _ = try testPipeline { $0.create([1]).rateLimit(0) }
    } throws: {
      "\($0)".contains("step \"RateLimit\"") && "\($0)".contains("give a count of at least 1")
    }
  }

  // MARK: Shared objects

  @Test("All instances share an object, which is made once and released with the last of them") func shared() throws {
    final class Client: Sendable {}
    struct Refused: Error {}
    let clients = Shared<Client>()
    #expect(throws: Refused.self) { try clients.acquire { throw Refused() } }
    var first: Client? = clients.acquire { Client() }
    #expect(clients.acquire { Client() } === first)
    #expect(clients.acquire(for: "other") { Client() } !== first)
    weak let old = first
    first = nil
    #expect(old == nil)
    _ = clients.acquire { Client() }
  }
}
