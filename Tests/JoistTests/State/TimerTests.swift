import Joist
import JoistTesting
import Testing

/// Timers of both domains, through pipelines on the engine.
@Suite("Timers") struct TimerTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  /// Emits the number of a key's values when none has come for ten seconds.
  private struct CountSession: StatefulDoFn {
    @ValueState var count = 0
    @EventTimer var end
    func process(_ pair: KV<String, Int>, in context: Context<KV<String, Int>>) {
      count += 1
      end.set(context.timestamp + .seconds(10))
    }
    func onTimer(_ timer: FiredTimer, key: String, in context: Context<KV<String, Int>>) {
      context.emit(KV(key, count))
      count = 0
    }
  }

  @Test("An event-time timer fires when the watermark has passed it, at its own time") func eventTime() throws {
    let sessions = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([(KV("a", 1), at(0)), (KV("b", 1), at(2)), (KV("a", 1), at(5))]), .watermark(at(12)),
          .element(KV("b", 1), at: at(12)), .watermark(at(15)), .watermark(at(16)), .element(KV("a", 1), at: at(20)))
      ).parDo(CountSession())
    }
    let found = sessions.entries.map { "\($0.element) @\($0.timestamp.milliseconds / 1000)" }
    #expect(found == ["a: 2 @15", "b: 2 @22", "a: 1 @30"])
  }

  @Test("Timers fire at the end of bounded input, in the order of their times") func bounded() throws {
    struct Chain: StatefulDoFn {
      @EventTimers var steps
      func process(_ pair: KV<String, Int>, in context: Context<String>) {
        for number in [30, 10, 20] { steps.set("\(number)", at: Timestamp(milliseconds: Int64(number))) }
      }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<String>) {
        context.emit("\(timer.tag) at \(timer.time.milliseconds)")
        // A timer that is due already fires before later ones.
        if timer.tag == "10" { steps.set("extra", at: Timestamp(milliseconds: 15)) }
        if timer.tag == "20" { steps.clear("30") }
      }
    }
    let fired = try testPipeline { $0.create([KV("a", 1)]).parDo(Chain()) }
    #expect(fired.elements == ["10 at 10", "extra at 15", "20 at 20"])
  }

  @Test("A timer that sets itself again fires as often as it should in bounded input") func looping() throws {
    struct Loop: StatefulDoFn {
      @ValueState var left = 0
      @EventTimer var tick
      func process(_ pair: KV<String, Int>, in context: Context<Int>) {
        left = pair.value
        tick.set(context.timestamp + .seconds(1))
      }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<Int>) {
        context.emit(left)
        left -= 1
        if left > 0 { tick.set(timer.time + .seconds(1)) }
      }
    }
    let ticks = try testPipeline { $0.create([KV("a", 5), KV("b", 1000)]).parDo(Loop()) }
    #expect(ticks.elements.count == 1005)
    #expect(Set(ticks.entries.map(\.timestamp)).count == 1000)
  }

  @Test("A timer of processing time fires by the clock, and at the end of the input") func processingTime() throws {
    struct Flush: StatefulDoFn {
      @BagState<Int> var values
      @ProcessingTimer var flush
      func process(_ pair: KV<String, Int>, in context: Context<[Int]>) {
        values.append(pair.value)
        flush.set(after: .seconds(60))
      }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<[Int]>) throws {
        context.emit(try values.read())
        values.clear()
      }
    }
    let flushed = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("a", 1), at: at(100)), .processingTime(.seconds(59)), .element(KV("a", 2), at: at(50)),
          .processingTime(.seconds(59)), .processingTime(.seconds(2)), .element(KV("a", 3), at: at(70)))
      ).parDo(Flush())
    }
    #expect(flushed.elements == [[1, 2], [3]])
    #expect(flushed.entries.map(\.timestamp) == [at(50), at(70)])
  }

  @Test("A timer holds the watermark at its output timestamp") func holds() throws {
    struct Delay: StatefulDoFn {
      @ValueState var value = 0
      @EventTimer var later
      func process(_ pair: KV<String, Int>, in context: Context<Int>) {
        value = pair.value
        later.set(context.timestamp + .seconds(30), output: context.timestamp)
      }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<Int>) { context.emit(value) }
    }
    let sums = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("a", 7), at: at(5)), .watermark(at(20)), .element(KV("b", 1), at: at(21)), .watermark(at(40)))
      ).parDo(Delay()).windowed(by: .fixed(.seconds(10))).combineGlobally(.sum())
    }
    #expect(sums.elements(in: at(0)..<at(10)) == [7])
    #expect(sums.elements(in: at(20)..<at(30)) == [1])
  }

  @Test("A timer that was set again or cleared in the same bundle does not fire") func overwritten() throws {
    struct Overwrite: StatefulDoFn {
      @EventTimer var timer
      @EventTimer var other
      func process(_ pair: KV<String, Int>, in context: Context<String>) {
        switch pair.value {
        case 0:
          timer.set(Timestamp(milliseconds: 10_000))
          other.set(Timestamp(milliseconds: 11_000))
        case 1: timer.set(Timestamp(milliseconds: 50_000))
        default: other.clear()
        }
      }
      func onTimer(_ fired: FiredTimer, key: String, in context: Context<String>) {
        switch fired {
        case $timer: context.emit("timer at \(fired.time.milliseconds)")
        case $other: context.emit("other at \(fired.time.milliseconds)")
        default: context.emit("unknown")
        }
      }
    }
    // The elements arrive together with the watermark at which the timers are due.
    let fired = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("a", 0), at: at(0)), .elements([KV("a", 1), KV("a", 2)], at: at(30)), .watermark(at(20)))
      ).parDo(Overwrite())
    }
    #expect(fired.elements == ["timer at 50000"])
  }

  @Test("A function is called for each key when a window expires, before its state is gone") func expiration() throws {
    struct Close: StatefulDoFn {
      @BagState<Int> var values
      @WindowExpiration var closing
      func process(_ pair: KV<String, Int>, in context: Context<KV<String, [Int]>>) { values.append(pair.value) }
      func onTimer(_ timer: FiredTimer, key: String, in context: Context<KV<String, [Int]>>) throws {
        if case $closing = timer { context.emit(KV(key, try values.read().sorted())) }
      }
    }
    let closed = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([(KV("a", 1), at(1)), (KV("b", 2), at(2)), (KV("a", 3), at(3)), (KV("a", 4), at(11))]),
          .watermark(at(12)), .element(KV("a", 5), at: at(4)), .watermark(at(16)), .element(KV("a", 6), at: at(5)))
      )
      .windowed(by: .fixed(.seconds(10)), allowedLateness: .seconds(5), accumulation: .discarding).parDo(Close())
    }
    #expect(Set(closed.elements(in: at(0)..<at(10))) == [KV("a", [1, 3, 5]), KV("b", [2])])
    #expect(closed.elements(in: at(10)..<at(20)) == [KV("a", [4])])
    #expect(closed.entries.allSatisfy { $0.timestamp == $0.windows[0].maxTimestamp })
    // In the global window it is the end of the input.
    let atEnd = try testPipeline { $0.create([KV("a", 1), KV("b", 2), KV("a", 3)]).parDo(Close()) }
    #expect(Set(atEnd.elements) == [KV("a", [1, 3]), KV("b", [2])])
  }

  @Test("What a timer refuses fails the call, and says why") func refused() {
    struct TooLate: StatefulDoFn {
      @EventTimer var timer
      func process(_ pair: KV<String, Int>, in context: Context<Int>) {
        let output = context.timestamp - .seconds(pair.value < 0 ? 1 : 0)
        timer.set(context.timestamp + .seconds(Int64(pair.value)), output: output)
      }
    }
    func failure(_ value: Int) -> String {
      let result = Result {
        try testPipeline { pipeline in
          pipeline.create([KV("a", value)]).withTimestamps { _ in at(5) }.windowed(by: .fixed(.seconds(10)))
            .parDo(TooLate())
        }
      }
      if case .failure(let error) = result { return "\(error)" }
      return ""
    }
    #expect(failure(100).contains("after its window"))
    #expect(failure(100).contains("in timer timer"))
    #expect(failure(-1).contains("before that of the current element"))
    #expect(failure(1).contains("the timer timer fired, but TooLate has no onTimer"))
    #expect(failure(1).contains("with key a"))
  }
}
