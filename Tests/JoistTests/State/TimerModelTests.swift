import Joist
import JoistTesting
import Testing

private func ms(_ value: Int) -> Timestamp { Timestamp(milliseconds: Int64(value)) }

/// Timers, compared with a dictionary in memory under random operations, bundles and failures.
@Suite("Timers by random operations") struct TimerModelTests {
  @Row struct Operation: Sendable, Hashable {
    var kind: Int
    var tag: Int
    var time: Int
    var out: Int
  }

  /// One plain timer, one family; each call emits what fired.
  private struct TimerMachine: StatefulDoFn {
    @EventTimer var alone
    @EventTimers var family
    @ValueState var fired = 0
    let chance: Chance
    init(_ chance: Chance) { self.chance = chance }

    func process(_ pair: KV<Int, Operation>, in context: Context<KV<Int, String>>) throws {
      let op = pair.value
      switch op.kind {
      case 0: alone.set(ms(op.time), output: op.out >= 0 ? ms(op.out) : nil)
      case 1: alone.clear()
      case 2, 3, 4: family.set("\(op.tag)", at: ms(op.time), output: op.out >= 0 ? ms(op.out) : nil)
      default: family.clear("\(op.tag)")
      }
      try chance.fail()
    }
    func onTimer(_ timer: FiredTimer, key: Int, in context: Context<KV<Int, String>>) throws {
      fired += 1
      context.emit(
        KV(key, "\(fired) \(timer.name)\(timer.tag) \(timer.time.milliseconds) \(context.timestamp.milliseconds)"))
      let time = Int(timer.time.milliseconds)
      switch timer.tag {
      case "1" where time % 2 == 0: family.set("1", at: ms(time + 7))
      case "2": family.clear("3")
      case "4" where time % 3 == 0: alone.set(ms(time + 1))
      case "5" where time % 5 != 0: family.set("2", at: ms(time))
      case "6" where time % 4 != 0: family.set("0", at: ms(time + 1_000))
      default: break
      }
      try chance.fail()
    }
  }

  @Test("Timers fire in order, with their output timestamps", arguments: 0..<40 as Range<UInt64>) func timerModel(
    seed: UInt64
  ) throws {
    struct Name: Hashable {
      var name: String
      var tag: String
    }
    var dice = Dice(seed &+ 77)
    var set: [Int: [Name: (time: Int, out: Int)]] = [:]
    var fired: [Int: Int] = [:]
    var expected: [Int: [String]] = [:]
    var total = 0
    func fire(_ watermark: Int) {
      for key in set.keys.sorted() {
        while let next = set[key]!.filter({ $0.value.time < watermark })
          .min(by: { ($0.value.time, $0.key.name, $0.key.tag) < ($1.value.time, $1.key.name, $1.key.tag) })
        {
          set[key]![next.key] = nil
          fired[key, default: 0] += 1
          total += 1
          expected[key, default: []].append(
            "\(fired[key]!) \(next.key.name)\(next.key.tag) \(next.value.time) \(next.value.out)")
          let time = next.value.time
          switch next.key.tag {
          case "1" where time % 2 == 0: set[key]![Name(name: "family", tag: "1")] = (time + 7, time + 7)
          case "2": set[key]![Name(name: "family", tag: "3")] = nil
          case "4" where time % 3 == 0: set[key]![Name(name: "alone", tag: "")] = (time + 1, time + 1)
          case "5" where time % 5 != 0: set[key]![Name(name: "family", tag: "2")] = (time, time)
          case "6" where time % 4 != 0: set[key]![Name(name: "family", tag: "0")] = (time + 1_000, time + 1_000)
          default: break
          }
        }
      }
    }
    var events: [TestStream<KV<Int, Operation>>.Event] = []
    var watermark = 0
    for _ in 0..<60 {
      if dice.below(3) == 0 {
        watermark += dice.below(60)
        events.append(.watermark(ms(watermark)))
        fire(watermark)
        continue
      }
      var elements: [(KV<Int, Operation>, Timestamp)] = []
      for _ in 0..<1 + dice.below(20) {
        let key = dice.below(5)
        let element = watermark + dice.below(20)
        let time = element + dice.below(40)
        let out = dice.below(3) == 0 ? element + dice.below(time - element + 1) : -1
        let op = Operation(kind: dice.below(6), tag: dice.below(7), time: time, out: out)
        elements.append((KV(key, op), ms(element)))
        let name = op.kind == 0 || op.kind == 1 ? Name(name: "alone", tag: "") : Name(name: "family", tag: "\(op.tag)")
        let clears = op.kind == 1 || op.kind >= 5
        set[key, default: [:]][name] = clears ? nil : (time, out >= 0 ? out : time)
      }
      events.append(.elements(elements))
      fire(watermark)
    }
    fire(.max)
    let chance = Chance(seed, oneIn: seed % 2 == 0 ? 0 : 40, atMost: 40)
    let (found, counts) = try testPipeline(.random(seed)) { pipeline in
      let fired = try pipeline.play(TestStream(events)).parDo("Machine", TimerMachine(chance)).main
      return (fired, fired.windowed(by: .fixed(.milliseconds(5))).combineGlobally(.count()))
    }
    var actual: [Int: [String]] = [:]
    for element in found.elements { actual[element.key, default: []].append(element.value) }
    for key in expected.keys where actual[key] != expected[key] {
      let both = zip(expected[key]!, actual[key] ?? []).enumerated().first { $0.element.0 != $0.element.1 }
      Issue.record(
        "seed \(seed) key \(key): \(expected[key]!.count) vs \(actual[key]?.count ?? 0): \(String(describing: both))")
    }
    #expect(found.elements.count == total)
    #expect(counts.elements.reduce(0, +) == total, "outputs were late")
  }

  @Test("Each timer fires once at its time although bundles fail", arguments: 0..<30 as Range<UInt64>)
  func timersOnce(seed: UInt64) throws {
    struct Once: StatefulDoFn {
      @EventTimers var family
      @ProcessingTimers var clock
      @ValueState var left = 0
      let chance: Chance
      init(_ chance: Chance) { self.chance = chance }
      func process(_ pair: KV<Int, Operation>, in context: Context<String>) throws {
        left += 1
        let op = pair.value
        if op.kind == 0 {
          clock.set("\(op.tag)", after: .milliseconds(Int64(op.time)))
        } else {
          family.set(
            "\(op.tag)", at: context.timestamp + .milliseconds(Int64(op.time)),
            output: op.out < 0 ? nil : context.timestamp)
        }
        try chance.fail()
      }
      func onTimer(_ timer: FiredTimer, key: Int, in context: Context<String>) throws {
        left -= 1
        context.emit("\(timer.tag) \(context.timestamp.milliseconds)")
        if left < 0 { context.emit("state is wrong") }
        try chance.fail()
      }
    }
    var dice = Dice(seed &+ 7777)
    var events: [TestStream<KV<Int, Operation>>.Event] = []
    var expected: [String] = []
    var watermark = 0
    for _ in 0..<60 {
      switch dice.below(4) {
      case 0:
        watermark += dice.below(60)
        events.append(.watermark(ms(watermark)))
      case 1: events.append(.processingTime(.milliseconds(Int64(dice.below(300)))))
      default:
        events.append(
          .elements(
            (0..<1 + dice.below(20)).map { _ in
              let element = watermark + dice.below(20)
              let op = Operation(
                kind: dice.below(3), tag: expected.count, time: dice.below(60), out: dice.below(2) == 0 ? 0 : -1)
              expected.append("\(op.tag) \(op.kind == 0 || op.out == 0 ? element : element + op.time)")
              return (KV(dice.below(30), op), ms(element))
            }))
      }
    }
    let chance = Chance(seed, oneIn: 30, atMost: 60)
    let (found, counts) = try testPipeline(.random(seed)) { pipeline in
      let fired = try pipeline.play(TestStream(events)).parDo("Once", Once(chance)).main
      return (fired, fired.windowed(by: .fixed(.milliseconds(5))).combineGlobally(.count()))
    }
    #expect(found.elements.sorted() == expected.sorted())
    #expect(counts.elements.reduce(0, +) == expected.count, "outputs were late")
  }
}
