import Joist
import struct JoistPlan.Plan
import JoistRunner
import JoistTesting
import Rows
import Testing

private func ms(_ value: Int) -> Timestamp { Timestamp(milliseconds: Int64(value)) }

/// Rules of timers and expirations that are easily broken.
@Suite("Rules of timers") struct TimerRuleTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  @Test("The last setting of a due timer counts, with its output timestamp") func lastOutput() throws {
    struct Twice: StatefulDoFn {
      @EventTimer var timer
      func process(_ pair: KV<String, Int>, in context: Context<Int64>) {
        timer.set(ms(15_000), output: ms(12_000))
        timer.set(ms(15_000), output: ms(14_000))
      }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<Int64>) {
        context.emit(context.timestamp.milliseconds)
      }
    }
    let found = try testPipeline { pipeline in
      try pipeline.play(TestStream(.watermark(at(20)), .element(KV("a", 0), at: at(11)))).parDo(Twice())
    }
    #expect(found.elements == [14_000])
  }

  @Test("A timer set for the past by an element on time does not make its output late") func pastTimer() throws {
    struct Past: StatefulDoFn {
      @EventTimer var timer
      func process(_ pair: KV<String, Int>, in context: Context<Int>) { timer.set(ms(5_000)) }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<Int>) { context.emit(1) }
    }
    let found = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(.watermark(at(20)), .element(KV("a", 0), at: at(21)), .watermark(at(40)))
      ).parDo(Past()).windowed(by: .fixed(.seconds(10))).combineGlobally(.count())
    }
    #expect(found.elements.reduce(0, +) == 1)
  }

  /// Keys of one key group.
  private func keysOfOneGroup(_ count: Int) throws -> [Int] {
    func group(_ key: Int) throws -> Int {
      let bytes = try Bytes.encoded(key)
      return Array(bytes).withUnsafeBytes { Plan.keyGroup(ofHash: KeyHash.hash($0)) }
    }
    var keys: [Int] = []
    var next = 0
    let wanted = try group(0)
    while keys.count < count {
      if try group(next) == wanted { keys.append(next) }
      next += 1
    }
    return keys
  }

  @Test("Each key expires once, whatever a bundle's limits are", arguments: 0..<2 as Range<UInt64>)
  func expirationInParts(seed: UInt64) throws {
    struct Expire: StatefulDoFn {
      @EventTimers var many
      @ValueState var count = 0
      @WindowExpiration var closing
      func process(_ pair: KV<Int, Int>, in context: Context<KV<Int, String>>) {
        count += 1
        for number in 0..<pair.value { many.set("\(number)", at: context.window.maxTimestamp) }
      }
      func onTimer(_ timer: FiredTimer, key: Int, in context: Context<KV<Int, String>>) {
        if case $closing = timer {
          context.emit(KV(key, "closed \(count)"))
        } else {
          context.emit(KV(key, String(repeating: "t", count: 20_000)))
        }
      }
    }
    let keys = try keysOfOneGroup(6)
    var options = TestOptions()
    options.seed = seed
    let found = try testPipeline(options) { pipeline in
      try pipeline.play(
        TestStream(
          .elements(keys.enumerated().map { KV($0.element, $0.offset < 3 ? 0 : 255) }, at: at(1)), .watermark(at(30)),
          .element(KV(keys[0], 0), at: at(31)))
      ).windowed(by: .fixed(.seconds(10))).parDo("Expire", Expire()).main.reshuffle().groupByKey()
    }
    for key in keys {
      let closed = found.entries.filter { $0.element.key == key && $0.windows[0].start == at(0) }
        .flatMap(\.element.value).filter { $0.hasPrefix("closed") }
      #expect(closed == ["closed 1"], "seed \(seed), key \(key)")
    }
  }

  @Test("Tags with different scalars are different timers") func tags() throws {
    struct Odd: StatefulDoFn {
      @EventTimers var tags
      func process(_ pair: KV<Int, Int>, in context: Context<String>) throws {
        tags.set("\u{e9}", at: context.timestamp)
        tags.set("e\u{301}", at: context.timestamp)
      }
      func onTimer(_ timer: FiredTimer, key: Int, in context: Context<String>) { context.emit(timer.tag) }
    }
    let found = try testPipeline { $0.create([KV(0, 0)]).withTimestamps { _ in at(5) }.parDo(Odd()) }
    #expect(found.elements.count == 2)
  }

  @Test("A test stream goes on only when a failed bundle has been repeated") func retryOrder() throws {
    struct Once: StatefulDoFn {
      @ValueState var count = 0
      let chance: Chance
      init(_ chance: Chance) { self.chance = chance }
      func process(_ pair: KV<Int, Int>, in context: Context<Int>) throws {
        count += 1
        context.emit(pair.value)
        try chance.fail()
      }
    }
    for failures in 0...1 {
      let chance = Chance(1, oneIn: 1, atMost: failures)
      let found = try testPipeline { pipeline in
        try pipeline.play(TestStream(.element(KV(0, 1), at: at(1)), .watermark(at(30)), .element(KV(0, 2), at: at(2))))
          .windowed(by: .fixed(.seconds(10))).parDo(Once(chance))
      }
      #expect(found.elements == [1], "\(failures) failures")
    }
  }

  @Test("State within another property is refused by name") func nested() {
    struct Inner { @ValueState var count = 0 }
    struct Outer: StatefulDoFn {
      let inner = Inner()
      func process(_ pair: KV<Int, Int>, in context: Context<Int>) { inner.count += 1 }
    }
    #expect {
      _ = try testPipeline { $0.create([KV(0, 0)]).parDo(Outer()) }
    } throws: {
      "\($0)".contains("step \"Outer\"") && "\($0)".contains("inner.count is a state or timer within another property")
    }
  }

  @Test("State in windows that have not been merged yet is refused; after a grouping it is not") func sessions() throws
  {
    struct Count: StatefulDoFn {
      @ValueState var count = 0
      func process(_ pair: KV<String, Int>, in context: Context<Int>) {
        count += 1
        context.emit(count)
      }
    }
    #expect {
      _ = try testPipeline { pipeline in
        pipeline.create([KV("a", 0)]).windowed(by: .sessions(gap: .seconds(10))).parDo(Count())
      }
    } throws: {
      "\($0)".contains("step \"Count\"") && "\($0)".contains("which merge")
    }
    let counts = try testPipeline { pipeline in
      pipeline.create([KV("a", 0), KV("a", 1)]).windowed(by: .sessions(gap: .seconds(10)))
        .combinePerKey(.sum()).parDo(Count())
    }
    #expect(counts.elements == [1])
  }

  /// Other local runners fired it early: apache/beam#35090 and #35168.
  @Test(
    "A timer does not fire before the watermark has passed it, and never if it is cleared before", arguments: [10, 2])
  func early(delay: Int64) throws {
    struct FiveOrTimeout: StatefulDoFn {
      @BagState<Int> var batch
      @EventTimer var timeout
      let delay: Int64
      func process(_ pair: KV<Int, Int>, in context: Context<[Int]>) throws {
        if try batch.isEmpty { timeout.set(context.timestamp + .seconds(delay)) }
        batch.append(pair.value)
        let values = try batch.read()
        if values.count < 5 { return }
        context.emit(values)
        batch.clear()
        timeout.clear()
      }
      func onTimer(_ timer: FiredTimer, key: Int, in context: Context<[Int]>) throws {
        context.emit(try batch.read())
        batch.clear()
      }
    }
    let batches = try testPipeline { pipeline in
      try pipeline.play(
        TestStream((0..<10).flatMap { [.watermark(at($0)), .element(KV(0, Int($0)), at: at($0))] })
      ).parDo(FiveOrTimeout(delay: delay))
    }
    let expected = delay == 10 ? [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]] : [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]
    #expect(batches.elements == expected)
  }

  @Test("The outline of a pipeline says what its windows accept and which steps keep state") func outline() throws {
    struct Count: StatefulDoFn {
      @ValueState var count = 0
      func process(_ pair: KV<String, Int>, in context: Context<Int>) { count += 1 }
    }
    let pipeline = Pipeline()
    _ = pipeline.create([KV("a", 1)])
      .windowed(by: .fixed(.seconds(10)), allowedLateness: .seconds(5), accumulation: .discarding).parDo(Count())
    let outline = try PreparedPipeline(pipeline, explains: .outline).explanation
    #expect(outline.contains("late elements for 5.0 seconds, discarding panes"))
    #expect(outline.split(separator: "\n").contains { $0.contains("Count") && $0.contains("keeps state") })
  }

  @Test("A batch whose last value is late keeps the others on time") func lateLastValue() throws {
    let sizes = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(.element(KV("a", 1), at: at(25)), .watermark(at(20)), .element(KV("a", 2), at: at(1)))
      )
      .groupIntoBatches(count: 2).map { $0.value.count }.windowed(by: .fixed(.seconds(10))).combineGlobally(.sum())
    }
    #expect(sizes.elements == [2])
  }

  @Test("A job out of memory waits for a timer that may free some", .timeLimit(.minutes(1))) func timerFreesMemory()
    throws
  {
    let text = String(repeating: "x", count: 10_000)
    let pipeline = Pipeline()
    _ = pipeline.create(0..<60).flatMap("Fill") { number in (0..<100).map { KV(($0 + number) % 300, text) } }
      .groupIntoBatches(count: 1_000_000, within: .seconds(1))
    let options = JobOptions(parallelism: 2, memory: 16_000_000, logger: Logger(label: "test", logLevel: .critical))
    _ = try LocalJob(pipeline, options: options).run()
  }

  @Test("A job whose state needs more memory than it has says so") func memory() {
    struct Hoard: StatefulDoFn {
      @BagState<String> var bag
      func process(_ pair: KV<Int, Int>, in context: Context<Int>) { bag.append(String(repeating: "x", count: 5_000)) }
    }
    #expect {
      let pipeline = Pipeline()
      _ = pipeline.create(0..<20_000).map { KV($0 % 1000, $0) }.parDo("Hoard", Hoard()).main
      let options = JobOptions(parallelism: 2, memory: 16_000_000, logger: Logger(label: "test", logLevel: .critical))
      _ = try LocalJob(pipeline, options: options).run()
    } throws: {
      "\($0)".contains("state of Hoard") && "\($0)".contains("clear state that is no longer needed")
    }
  }
}
