import Joist
import JoistTesting
import Synchronization
import Testing

/// Numbers the values of each key.
private struct Number: StatefulDoFn {
  @ValueState var count = 0

  func process(_ pair: KV<String, Int>, in context: Context<KV<String, Int>>) {
    count += 1
    context.emit(KV(pair.key, count))
  }
}

/// State of every kind, through pipelines on the engine.
@Suite("State") struct StateTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  @Test("A value is kept for each key, and its initial value is that of a new one", arguments: [1, 2, 3])
  func values(parallelism: Int) throws {
    var options = TestOptions()
    options.parallelism = parallelism
    options.shuffles = parallelism == 3
    let numbered = try testPipeline(options) { pipeline in
      pipeline.create((0..<3000).map { KV("key \($0 % 30)", $0) }).parDo(Number())
    }
    let expected = (0..<30).flatMap { key in (1...100).map { KV("key \(key)", $0) } }
    #expect(numbered.elements.count == 3000)
    #expect(Set(numbered.elements) == Set(expected))
  }

  @Test("State lives as long as the job, and beyond a bundle") func acrossBundles() throws {
    let numbered = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .element(KV("a", 0), at: at(0)), .element(KV("b", 0), at: at(0)), .watermark(at(5)),
          .elements([KV("a", 0), KV("a", 0)], at: at(6)))
      ).parDo(Number())
    }
    #expect(numbered.elements == [KV("a", 1), KV("b", 1), KV("a", 2), KV("a", 3)])
  }

  @Test("Each window has its own state, which is gone when the window has expired") func windows() throws {
    let numbered = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([(KV("a", 0), at(1)), (KV("a", 0), at(11)), (KV("a", 0), at(2))]), .watermark(at(12)),
          .element(KV("a", 0), at: at(3)), .watermark(at(15)), .element(KV("a", 0), at: at(4)))
      )
      .windowed(by: .fixed(.seconds(10)), allowedLateness: .seconds(4), accumulation: .discarding)
      .parDo(Number())
    }
    #expect(numbered.elements(in: at(0)..<at(10)) == [KV("a", 1), KV("a", 2), KV("a", 3)])
    #expect(numbered.elements(in: at(10)..<at(20)) == [KV("a", 1)])
  }

  @Test("An element of several windows is processed once in each") func slidingWindows() throws {
    let numbered = try testPipeline { pipeline in
      pipeline.create([KV("a", 0), KV("a", 0)]).withTimestamps { _ in at(5) }
        .windowed(by: .sliding(.seconds(10), every: .seconds(5))).parDo(Number())
    }
    #expect(numbered.elements(in: at(0)..<at(10)) == [KV("a", 1), KV("a", 2)])
    #expect(numbered.elements(in: at(5)..<at(15)) == [KV("a", 1), KV("a", 2)])
  }

  /// Keeps a bag, and empties it at every fifth value.
  private struct Bag: StatefulDoFn {
    @BagState<Int> var values
    func process(_ pair: KV<String, Int>, in context: Context<KV<String, [Int]>>) throws {
      values.append(pair.value)
      context.emit(KV(pair.key, try values.read()))
      if pair.value % 5 == 0 { values.clear() }
    }
  }

  @Test("A bag keeps the order of its elements, within a bundle and across bundles") func bags() throws {
    let bags = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([KV("a", 1), KV("b", 7), KV("a", 2)], at: at(0)), .elements([KV("a", 3), KV("a", 5)], at: at(0)),
          .elements([KV("a", 6), KV("b", 8)], at: at(0)))
      ).parDo(Bag())
    }
    let a = bags.elements.filter { $0.key == "a" }.map(\.value)
    #expect(a == [[1], [1, 2], [1, 2, 3], [1, 2, 3, 5], [6]])
    #expect(bags.elements.filter { $0.key == "b" }.map(\.value) == [[7], [7, 8]])
  }

  @Test("A large bag is read in the order of its elements") func largeBag() throws {
    struct Collect: StatefulDoFn {
      @BagState<String> var lines
      func process(_ pair: KV<String, Int>, in context: Context<Int>) throws {
        lines.append("\(pair.value) " + String(repeating: "x", count: 100))
        guard pair.value % 1000 == 999 else { return }
        var next = 0
        try lines.forEach { line in
          #expect(line.hasPrefix("\(next) "))
          next += 1
        }
        context.emit(next)
      }
    }
    let counts = try testPipeline { pipeline in
      try pipeline.play(
        TestStream((0..<5).map { part in .elements((part * 1000..<part * 1000 + 1000).map { KV("a", $0) }, at: at(0)) })
      ).parDo(Collect())
    }
    #expect(counts.elements == [1000, 2000, 3000, 4000, 5000])
  }

  /// Uses all kinds of state that are addressed by something within them.
  private struct Addressed: StatefulDoFn {
    @SetState<String> var seen
    @MapState<String, Int> var counts
    @MultimapState<String, Int> var places
    @OrderedListState<String> var times

    func process(_ pair: KV<String, String>, in context: Context<String>) throws {
      let word = pair.value
      if word == "?" {
        let counted = try counts.entries().map { "\($0.key)=\($0.value)" }.sorted()
        let list = try times.read(in: Timestamp(milliseconds: 1000)..<Timestamp(milliseconds: 3000)).map(\.element)
        context.emit(
          "\(try seen.read().sorted()) \(counted) \(try places.get("a")) \(try places.keys().sorted()) \(list)")
        return
      }
      if word.hasPrefix("-") {
        let word = String(word.dropFirst())
        seen.remove(word)
        counts.remove(word)
        places.remove(word)
        times.clear(in: context.timestamp..<context.timestamp + .milliseconds(1))
        return
      }
      try seen.insert(word)
      counts.set((try counts.get(word) ?? 0) + 1, for: word)
      places.append(Int(context.timestamp.milliseconds / 1000), for: word)
      times.append(word, at: context.timestamp)
    }
  }

  @Test("Sets, maps, multimaps and ordered lists", arguments: [true, false]) func addressed(inOneBundle: Bool) throws {
    let script: [(String, Int64)] = [
      ("a", 2), ("bb", 1), ("a", 1), ("b", 4), ("a", 2), ("?", 5), ("-b", 4), ("-a", 1), ("?", 5),
    ]
    let elements = script.map { (KV("key", $0.0), at($0.1)) }
    let texts = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(inOneBundle ? [.elements(elements)] : elements.map { .element($0.0, at: $0.1) })
      ).parDo(Addressed())
    }
    #expect(
      texts.elements == [
        #"["a", "b", "bb"] ["a=3", "b=1", "bb=1"] [2, 1, 2] ["a", "b", "bb"] ["bb", "a", "a", "a"]"#,
        #"["bb"] ["bb=1"] [] ["bb"] ["a", "a"]"#,
      ])
  }

  @Test("A combining state keeps the accumulator of its function") func combining() throws {
    struct Total: StatefulDoFn {
      @CombiningState(Sum<Int>()) var total
      func process(_ pair: KV<String, Int>, in context: Context<Int>) throws {
        total.add(pair.value)
        context.emit(try total.read())
        if pair.value == 0 { total.clear() }
      }
    }
    let totals = try testPipeline { pipeline in
      try pipeline.play(
        TestStream(
          .elements([1, 2, 3].map { KV("a", $0) }, at: at(0)), .elements([4, 0, 5].map { KV("a", $0) }, at: at(0)))
      ).parDo(Total())
    }
    #expect(totals.elements == [1, 3, 6, 10, 10, 5])
  }

  @Test("Extra outputs and lifecycle methods work as in other functions") func outputs() throws {
    struct Split: StatefulDoFn {
      @ValueState var last: Int? = nil
      let repeated = OutputTag<Int>()
      func process(_ pair: KV<String, Int>, in context: Context<Int>) {
        if last == pair.value { context.emit(pair.value, to: repeated) } else { context.emit(pair.value) }
        last = pair.value
      }
    }
    let (first, repeated) = try testPipeline { pipeline in
      let outputs = pipeline.create([1, 1, 2, 2, 2, 1].map { KV("a", $0) }).parDo(Split())
      return (outputs.main, outputs.repeated)
    }
    #expect(first.elements == [1, 2, 1])
    #expect(repeated.elements == [1, 2, 2])
  }

  @Test("A failed bundle leaves nothing in the state") func failures() throws {
    struct Flaky: StatefulDoFn {
      @ValueState var count = 0
      @BagState<Int> var bag
      let failures: Failures
      func process(_ pair: KV<String, Int>, in context: Context<KV<Int, Int>>) throws {
        count += 1
        bag.append(pair.value)
        if failures.next() { throw RetryableError("the service is away", hadContact: true) }
        context.emit(KV(count, try bag.read().count))
      }
    }
    let failures = Failures()
    let counts = try testPipeline { pipeline in
      try pipeline.play(TestStream((0..<5).map { .elements([KV("a", $0), KV("b", $0), KV("a", $0)], at: at(0)) }))
        .parDo(Flaky(failures: failures))
    }
    #expect(counts.elements.sorted { $0.key < $1.key }.filter { $0.key != $0.value }.isEmpty)
    #expect(counts.elements.map(\.key).sorted() == ((1...10).map { $0 } + (1...5).map { $0 }).sorted())
    #expect(failures.count > 2)
  }

  @Test("State and timers of a function without a key are refused") func withoutKey() {
    struct Plain: DoFn {
      @ValueState var count = 0
      func process(_ element: Int, in context: Context<Int>) { count += 1 }
    }
    #expect {
      _ = try testPipeline { $0.create([1]).parDo(Plain()).main }
    } throws: {
      "\($0)".contains("step \"Plain\"") && "\($0)".contains("StatefulDoFn")
    }
  }

  @Test("A function that needs stable input is refused by name, for want of checkpoints") func stableInput() {
    struct Charge: DoFn {
      static var requiresStableInput: Bool { true }
      func process(_ order: Int, in context: Context<Int>) { context.emit(order) }
    }
    #expect {
      _ = try testPipeline { $0.create([1]).parDo(Charge()) }
    } throws: {
      "\($0)".contains("Charge") && "\($0)".contains("stable input")
    }
  }

  @Test("State outside of a call with a key fails the bundle, by name") func outsideOfCall() {
    struct Early: StatefulDoFn {
      @ValueState var count = 0
      func startBundle() { count = 1 }
      func process(_ pair: KV<String, Int>, in context: Context<Int>) {}
    }
    #expect {
      _ = try testPipeline { $0.create([KV("a", 1)]).parDo(Early()).main }
    } throws: {
      "\($0)".contains("state and timers belong to a key") && "\($0)".contains("in state count")
    }
  }
}

/// Says that some of the first calls fail.
final class Failures: Sendable {
  private let calls = Mutex(0)
  private let failed = Mutex(0)

  func next() -> Bool {
    let fails = calls.withLock { calls in
      calls += 1
      return [2, 4, 9, 15].contains(calls)
    }
    if fails { failed.withLock { $0 += 1 } }
    return fails
  }

  var count: Int { failed.withLock(\.self) }
}
