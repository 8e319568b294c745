import Joist
import JoistRunner
import JoistTesting
import Testing

/// Triggers beyond what published transcripts cover: processing time, several groupings, sessions that grow again.
@Suite("Triggers") struct TriggerTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  /// The counts of a key's elements in the panes of a stream, with the timing of each.
  private func counts(
    _ strategy: WindowingStrategy, _ events: TestStream<String>.Event...
  ) throws -> [String] {
    let counts = try testPipeline { pipeline in
      try pipeline.play(TestStream(events)).windowed(as: strategy).countPerElement()
    }
    return counts.entries.map { entry in
      let window = entry.windows[0]
      let seconds = { (time: Timestamp) in time.milliseconds / 1000 }
      return "\(entry.element.value) \(entry.pane.timing) [\(seconds(window.start)), \(seconds(window.end)))"
    }
  }

  @Test("Each part of a trigger fires at its own processing time")
  func processingTimes() throws {
    let sessions = WindowingStrategy(
      windowFn: .sessions(gap: .seconds(100)),
      trigger: .afterWatermark(
        early: .afterProcessingTime(.seconds(60)), late: .afterProcessingTime(.seconds(10))),
      accumulation: .discarding)
    #expect(
      try counts(sessions, .element("a", at: at(0)), .processingTime(.seconds(20)), .processingTime(.seconds(41)))
        == ["1 early [0, 100)", "0 onTime [0, 100)"])
    let all = WindowingStrategy(
      windowFn: .fixed(.seconds(100)),
      trigger: .repeatedly(.afterAll(.afterProcessingTime(.seconds(5)), .afterProcessingTime(.seconds(10)))),
      accumulation: .discarding)
    #expect(
      try counts(all, .element("a", at: at(0)), .processingTime(.seconds(6)), .processingTime(.seconds(5)))
        == ["1 early [0, 100)", "0 onTime [0, 100)"])
  }

  @Test("A delay is put off to the next multiple of its period") func alignment() throws {
    let aligned = WindowingStrategy(
      windowFn: .fixed(.seconds(1000)),
      trigger: .repeatedly(.afterProcessingTime(.seconds(5), alignedTo: .seconds(60))),
      accumulation: .discarding)
    let counts = try counts(
      aligned, .element("a", at: at(0)), .processingTime(.seconds(59)), .element("a", at: at(0)),
      .processingTime(.seconds(2)))
    #expect(counts == ["2 early [0, 1000)", "0 onTime [0, 1000)"])
  }

  @Test("A late pane is not too late for a grouping after it, however late it fires")
  func lateContentHoldsTheWatermark() throws {
    let sums = try testPipeline { pipeline in
      try pipeline.play(
        TestStream<Int>(
          .element(1, at: at(0)), .watermark(at(12)), .element(3, at: at(1)), .watermark(at(20)))
      )
      .windowed(
        by: .fixed(.seconds(10)), trigger: .afterWatermark(late: .afterCount(3)), allowedLateness: .seconds(5),
        accumulation: .discarding
      )
      .map { KV("k", $0) }.combinePerKey("First", .sum())
      .map { KV("k", $0.value) }.combinePerKey("Second", .sum())
    }
    #expect(sums.elements.map(\.value) == [1, 3])
  }

  @Test("A session that grows beyond the watermark fires on time again")
  func sessionsThatGrow() throws {
    let sessions = WindowingStrategy(
      windowFn: .sessions(gap: .seconds(10)), trigger: .afterWatermark(late: .afterCount(1)),
      allowedLateness: .seconds(60), accumulation: .accumulating)
    #expect(
      try counts(
        sessions, .element("a", at: at(0)), .watermark(at(12)), .element("a", at: at(5)), .watermark(at(16)))
        == ["1 onTime [0, 10)", "2 onTime [0, 15)"])
  }

  @Test("An element whose own window is closed joins an open session that it overlaps")
  func closedSession() throws {
    let sessions = WindowingStrategy(
      windowFn: .sessions(gap: .seconds(10)), trigger: .afterCount(2).droppingRest(), accumulation: .discarding)
    #expect(
      try counts(
        sessions, .elements(["a", "a"], at: at(0)), .element("a", at: at(5)), .element("a", at: at(0)))
        == ["2 early [0, 10)", "2 early [0, 15)"])
  }

  @Test("Sessions of each key are merged, in whatever order elements come", arguments: 0..<20 as Range<UInt64>)
  func randomSessions(seed: UInt64) throws {
    var state = seed
    func random(below limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    var elements: [(KV<String, Int>, Timestamp)] = []
    for number in 0..<200 {
      elements.append((KV("k\(random(below: 3))", number), at(Int64(random(below: 600)))))
    }
    // One after the other, by a plain loop.
    var expected: Set<String> = []
    for key in ["k0", "k1", "k2"] {
      let own = elements.filter { $0.0.key == key }.sorted { $0.1 < $1.1 }
      var session: [(KV<String, Int>, Timestamp)] = []
      for element in own + [(KV("", 0), .max)] {
        if let last = session.last, element.1 >= last.1 + .seconds(4) {
          let sum = session.reduce(0) { $0 + $1.0.value }
          expected.insert("\(key) \(session[0].1)–\(last.1 + .seconds(4)) \(sum)")
          session = []
        }
        session.append(element)
      }
    }
    let bundles = stride(from: 0, to: elements.count, by: 7).map { Array(elements[$0..<min($0 + 7, elements.count)]) }
    let sums = try testPipeline { pipeline in
      try pipeline.play(TestStream(bundles.map { .elements($0) }))
        .windowed(by: .sessions(gap: .seconds(4)))
        .combinePerKey(.sum())
    }
    let lists = try testPipeline { pipeline in
      try pipeline.play(TestStream(bundles.map { .elements($0) }))
        .windowed(by: .sessions(gap: .seconds(4)))
        .groupByKey().map { KV($0.key, $0.value.reduce(0, +)) }
    }
    for recording in [sums, lists] {
      let actual = recording.entries.map {
        "\($0.element.key) \($0.windows[0].start)–\($0.windows[0].end) \($0.element.value)"
      }
      #expect(Set(actual) == expected && actual.count == expected.count)
    }
  }

  @Test("A grouping after one with early panes fires for each of them") func continuation() throws {
    let panes = try testPipeline { pipeline in
      try pipeline.play(
        TestStream<String>(
          .elements(["a", "b", "a"], at: at(1)), .elements(["a", "b"], at: at(2)), .watermark(at(60)))
      )
      .windowed(
        by: .fixed(.minutes(1)), trigger: .afterWatermark(early: .afterCount(2)), accumulation: .discarding
      )
      .countPerElement("First").map { KV("all", $0.value) }.combinePerKey("Second", .sum())
    }
    #expect(panes.elements.reduce(0) { $0 + $1.value } == 5)
    #expect(panes.entries.first?.pane.timing == .early)
    #expect(panes.entries.last?.pane.timing == .onTime)
  }

  @Test("What would lose elements or never fire is refused when the graph is built")
  func refusals() {
    func refusal(_ build: (PCollection<KV<String, Int>>) -> Any) -> String {
      do {
        let ones = try testPipeline { pipeline in
          let pairs = try pipeline.play(TestStream<KV<String, Int>>())
          _ = build(pairs)
          return pairs
        }
        return "\(ones.elements)"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      refusal { $0.windowed(by: .fixed(.seconds(1)), trigger: .afterCount(3)).combinePerKey(.sum()) }
        .contains("can finish before its windows close"))
    #expect(
      refusal { $0.windowed(by: .fixed(.seconds(1)), trigger: .repeatedly(.afterCount(3))).combinePerKey(.sum()) }
        .contains("accumulation: .discarding"))
    #expect(
      refusal { $0.windowed(by: .global, trigger: .afterWatermark()).combinePerKey(.sum()) }.contains("never fire"))
    #expect(
      refusal { $0.windowed(by: .fixed(.seconds(1)), trigger: .afterCount(0)).combinePerKey(.sum()) }
        .contains("a trigger after 0 elements"))
    let each = Trigger.afterAny(.repeatedly(.afterCount(100)), .repeatedly(.afterProcessingTime(.seconds(10))))
    #expect(
      refusal { $0.windowed(by: .fixed(.seconds(1)), trigger: each).combinePerKey(.sum()) }
        .contains("can finish before its windows close"))
    #expect(
      refusal {
        $0.windowed(by: .fixed(.seconds(1)), trigger: .afterProcessingTime(.microseconds(5)).droppingRest())
          .combinePerKey(.sum())
      }.contains("not a whole number of milliseconds"))
    #expect(
      refusal {
        $0.windowed(
          as: WindowingStrategy(windowFn: .fixed(.seconds(1)), trigger: .repeatedly(each), accumulation: .discarding)
        )
        .flattened(with: $0.windowed(by: .fixed(.seconds(1))))
      }.contains("under the triggers"))
    #expect(refusal { $0.windowed(by: .sessions(gap: .zero)).combinePerKey(.sum()) }.contains("sessions need a gap"))
    let many = (0..<40).reduce(Trigger.repeatedly(.afterCount(1))) { trigger, _ in .repeatedly(trigger) }
    #expect(
      refusal { $0.windowed(by: .global, trigger: many, accumulation: .discarding).combinePerKey(.sum()) }
        .contains("a trigger of"))
    #expect(
      refusal {
        $0.windowed(by: .global, trigger: .repeatedly(.afterCount(3)), accumulation: .discarding).combinePerKey(.sum())
      } == "[]")
  }

  @Test("A program does not run a test stream, but says so") func testStreamInAProgram() throws {
    let pipeline = Pipeline()
    _ = try pipeline.play(TestStream<Int>(.element(1, at: at(0))), name: "Script").map { $0 + 1 }
    let error = #expect(throws: JobFailure.self) { try LocalJob(pipeline, options: JobOptions(name: "test")).run() }
    #expect(error?.description.hasPrefix("step \"Script/Play\" is a test stream") == true)
  }

  @Test("The largest of an empty pane is an error that says what to do") func emptyPane() throws {
    func largest(_ onTime: WindowingStrategy.EmptyPanes) throws -> [Int] {
      try testPipeline { pipeline in
        try pipeline.play(TestStream<Int>(.element(1, at: at(0))))
          .windowed(
            by: .fixed(.seconds(10)), trigger: .afterWatermark(early: .afterCount(1)), accumulation: .discarding,
            onTimeBehavior: onTime
          )
          .group { _ in "all" }.aggregate(.max { $0 }) { _, largest in largest }
      }.elements
    }
    let error = #expect(throws: GraphError.self) { try largest(.fireAlways) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("which a pane without elements does not have"))
    #expect(try largest(.fireIfNonEmpty) == [1])
  }

  @Test("The explanation names triggers, and the machine that groups") func explanation() throws {
    let pipeline = Pipeline()
    let pairs = pipeline.create([KV("a", 1)])
    _ = pairs.windowed(
      by: .sessions(gap: .seconds(1)), trigger: .afterWatermark(early: .afterCount(2)), accumulation: .discarding
    ).combinePerKey(.sum())
    _ = pairs.windowed(
      by: .fixed(.seconds(1)), trigger: .repeatedly(.afterProcessingTime(.seconds(1))), accumulation: .accumulating
    ).combinePerKey(.sum())
    let outline = try PreparedPipeline(pipeline, explains: .outline).explanation
    #expect(outline.contains("fires afterWatermark(early: afterCount(2))"))
    #expect(outline.contains("sessions(gap: 1.0 seconds)"))
    let plan = try PreparedPipeline(pipeline, explains: .plan).explanation
    #expect(
      plan.contains(
        "grouping (sessions): combining, after the shuffle, a gap of 1000 ms, fires early after 2 elements, at the end of the window, "
          + "discarding panes"))
    #expect(
      plan.contains(
        "grouping (general): combining, lifted above the shuffle, fires repeatedly after 1000 ms, accumulating panes"))
  }

  @Test("distinct emits an element once, however often its window fires") func distinct() throws {
    let strategy = WindowingStrategy(
      windowFn: .fixed(.seconds(10)), trigger: .afterWatermark(early: .afterCount(1), late: .afterCount(1)),
      allowedLateness: .seconds(100), accumulation: .discarding)
    let distinct = try testPipeline { pipeline in
      try pipeline.play(
        TestStream<String>(
          .element("a", at: at(0)), .element("b", at: at(0)), .element("a", at: at(1)), .watermark(at(20)),
          .elements(["a", "c"], at: at(2)))
      ).windowed(as: strategy).distinct()
    }
    #expect(distinct.elements.sorted() == ["a", "b", "c"])
  }

  private enum Level: String, StreamKey, CaseIterable { case low, high }

  @Test("A test stream plays elements of any type, also beside a source that never ends") func anyType() throws {
    let levels = try testPipeline { try $0.play(TestStream<Level>(.elements([.low, .high], at: at(0)))) }
    #expect(levels.elements == [.low, .high])
    let keys = try testPipeline { pipeline in
      try pipeline.play(TestStream<KV<Level, [String]>>(.element(KV(.low, ["x"]), at: at(0)), .watermark(at(5))))
        .windowed(by: .fixed(.seconds(1))).groupByKey().map { $0.key }
    }
    #expect(keys.elements == [.low])
  }
}
