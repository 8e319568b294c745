import Joist
import JoistRunner
import JoistTesting
import Testing

/// Functions whose elements come in the order of their timestamps.
@Suite("Input sorted by time") struct SortedInputTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  /// Emits each value with the one before it.
  private struct Follow: StatefulDoFn {
    static var requiresTimeSortedInput: Bool { true }
    @ValueState var last = 0
    func process(_ pair: KV<String, Int>, in context: Context<KV<String, [Int]>>) {
      context.emit(KV(pair.key, [last, pair.value]))
      last = pair.value
    }
  }

  @Test("Elements of a bounded input are in order for each key") func bounded() throws {
    let values = [3, 1, 2, 9, 7, 8, 5, 4, 6]
    let found = try testPipeline { pipeline in
      pipeline.create(values.flatMap { [KV("a", $0), KV("b", 10 + $0)] }).withTimestamps { at(Int64($0.value)) }
        .parDo(Follow())
    }
    for (key, first) in [("a", 1), ("b", 11)] {
      let pairs = found.elements.filter { $0.key == key }.map(\.value)
      #expect(pairs == (first..<first + 9).map { [$0 == first ? 0 : $0 - 1, $0] })
    }
    #expect(found.entries.allSatisfy { $0.timestamp == at(Int64($0.element.value[1])) })
  }

  @Test("Elements wait for the watermark, and hold it; those that come after it are dropped") func unbounded() throws {
    let (found, counts) = try testPipeline { pipeline in
      let found = try pipeline.play(
        TestStream(
          .elements([(KV("a", 5), at(5)), (KV("a", 2), at(2))]), .watermark(at(3)),
          .elements([(KV("a", 4), at(4)), (KV("a", 1), at(1))]), .watermark(at(10)), .element(KV("a", 12), at: at(12)))
      ).parDo(Follow()).main
      return (found, found.windowed(by: .fixed(.seconds(1))).combineGlobally(.count()))
    }
    #expect(found.elements.map(\.value) == [[0, 2], [2, 4], [4, 5], [5, 12]])
    #expect(counts.elements.reduce(0, +) == 4, "results were late")
  }

  @Test("With allowed lateness, elements wait longer, and late ones find their place") func lateness() throws {
    let found = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("a", 5), at: at(5)), .watermark(at(8)), .element(KV("a", 4), at: at(4)), .watermark(at(12)),
          .element(KV("a", 1), at: at(1)))
      )
      .windowed(by: .fixed(.seconds(20)), allowedLateness: .seconds(5), accumulation: .discarding).parDo(Follow())
    }
    #expect(found.elements.map(\.value) == [[0, 4], [4, 5]])
  }

  @Test("Late elements count once, whether they are dropped or not") func counts() throws {
    let pipeline = Pipeline()
    _ = try pipeline.play(
      TestStream(
        .element(KV("a", 8), at: at(8)), .watermark(at(12)),
        .elements([KV("a", 9), KV("a", 1)].map { ($0, at(Int64($0.value))) }),
        .watermark(at(30)), .element(KV("a", 2), at: at(2)))
    )
    .windowed(by: .fixed(.seconds(10)), allowedLateness: .seconds(5), accumulation: .discarding)
    .parDo("Follow", Follow()).main
    let options = JobOptions(parallelism: 1, memory: 1 << 28, logger: Logger(label: "test", logLevel: .critical))
    let job = try SteppedJob(PreparedPipeline(pipeline), options: options, clock: ManualClock())
    _ = try job.run()
    // 9 finds its place; 1 comes too late for the order, and 2 for the window.
    #expect(job.status.steps.contains { $0.late.elements == 3 && $0.late.dropped == 2 })
  }

  @Test("Random elements in random bundles that fail come in order, with timers", arguments: 0..<20 as Range<UInt64>)
  func random(seed: UInt64) throws {
    struct Check: StatefulDoFn {
      static var requiresTimeSortedInput: Bool { true }
      @ValueState var last = Timestamp.min
      @ValueState var count = 0
      @EventTimer var end
      let chance: Chance
      init(_ chance: Chance) { self.chance = chance }
      func process(_ pair: KV<Int, Int>, in context: Context<KV<Int, Int>>) throws {
        if context.timestamp < last { throw OutOfOrder(time: context.timestamp, last: last) }
        last = context.timestamp
        count += 1
        end.set(context.window.maxTimestamp)
        try chance.fail()
      }
      func onTimer(_ timer: FiredTimer, key: Int, in context: Context<KV<Int, Int>>) throws {
        context.emit(KV(key, count))
        try chance.fail()
      }
    }
    struct OutOfOrder: Error {
      let time: Timestamp
      let last: Timestamp
    }
    var dice = Dice(seed &+ 99)
    var watermark = 0
    var expected: [KV<Int, Int>: Int] = [:]
    var events: [TestStream<KV<Int, Int>>.Event] = []
    for _ in 0..<40 {
      if dice.below(3) == 0 {
        watermark += dice.below(40)
        events.append(.watermark(Timestamp(milliseconds: Int64(watermark))))
      } else {
        events.append(
          .elements(
            (0..<1 + dice.below(30)).map { _ in
              let time = watermark + dice.below(60)
              let key = dice.below(6)
              expected[KV(key, time / 50), default: 0] += 1
              return (KV(key, 0), Timestamp(milliseconds: Int64(time)))
            }))
      }
    }
    let chance = Chance(seed, oneIn: seed % 2 == 0 ? 0 : 40, atMost: 40)
    let counts = try testPipeline(.random(seed)) { pipeline in
      try pipeline.play(TestStream(events)).windowed(by: .fixed(.milliseconds(50))).parDo(Check(chance))
    }
    var found: [KV<Int, Int>: Int] = [:]
    for entry in counts.entries {
      found[KV(entry.element.key, Int(entry.windows[0].start.milliseconds / 50))] = entry.element.value
    }
    #expect(found == expected)
    #expect(counts.entries.count == expected.count)
  }

  @Test("Elements of sessions that have not been merged are refused, as state is") func sessions() {
    #expect {
      _ = try testPipeline { pipeline in
        pipeline.create([KV("a", 1)]).windowed(by: .sessions(gap: .seconds(1))).parDo(Follow())
      }
    } throws: {
      "\($0)".contains("which merge")
    }
  }
}
