import Joist
import JoistTesting
import Testing

/// Pipelines that a hostile reader thought of: times at the ends of the range, elements without bytes, results between elements.
@Suite struct HostilePipelinesTests {
  /// Emits the sum of its bundle's elements when the bundle is finished.
  struct SumOfBundle: DoFn {
    let timestamp: Timestamp?
    var sum = 0
    init(at timestamp: Timestamp?) { self.timestamp = timestamp }
    mutating func startBundle() { sum = 0 }
    mutating func process(_ element: Int, in context: Context<Int>) { sum += element }
    mutating func finishBundle(in context: Context<Int>) {
      if let timestamp { context.emit(sum, at: timestamp) } else { context.emit(sum) }
    }
  }

  @Test("A result of finishBundle is in the window of its timestamp")
  func aResultOfFinishBundleIsInTheWindowOfItsTimestamp() throws {
    let sums = try testPipeline { pipeline in
      pipeline.create(1...4).withTimestamps { _ in Timestamp(milliseconds: 1500) }
        .windowed(by: .fixed(.seconds(1)))
        .parDo(SumOfBundle(at: Timestamp(milliseconds: 1700))).main
    }
    #expect(sums.elements.reduce(0, +) == 10)
    let start = Timestamp.epoch + .seconds(1)
    #expect(sums.elements(in: start..<start + .seconds(1)).reduce(0, +) == 10)
  }

  @Test("A result of finishBundle without a timestamp is not dropped as late")
  func aResultOfFinishBundleWithoutTimestampIsNotDroppedAsLate() throws {
    let sums = try testPipeline { pipeline in
      pipeline.create(1...4).parDo(SumOfBundle(at: nil)).main.map { KV("all", $0) }.combinePerKey(.sum())
    }
    #expect(sums.elements == [KV("all", 10)])
  }

  @Test("A global combine may allow lateness") func aGlobalCombineMayAllowLateness() throws {
    let sums = try testPipeline { pipeline in
      pipeline.create(1...4).windowed(by: .global, allowedLateness: .seconds(5), accumulation: .discarding)
        .combineGlobally(.sum())
    }
    #expect(sums.elements == [10])
  }

  @Test(
    "A timestamp out of range fails the step",
    arguments: [Int64.min, Timestamp.min.milliseconds - 1, Timestamp.max.milliseconds + 1, Int64.max])
  func aTimestampOutOfRangeFailsTheStep(milliseconds: Int64) throws {
    #expect(throws: StepFailure.self) {
      try testPipeline { pipeline in
        pipeline.create([1]).withTimestamps("Stamp") { _ in Timestamp(milliseconds: milliseconds) }
          .windowed(by: .fixed(.seconds(1)))
      }
    }
  }

  @Test(
    "Elements at both ends of time are grouped",
    arguments: [
      WindowFn.fixed(.seconds(1)), .sliding(.seconds(2), every: .seconds(1)), .global, .fixed(.days(400_000)),
    ])
  func elementsAtTheEndsOfTimeAreGrouped(windowFn: WindowFn) throws {
    let times = [Timestamp.min.milliseconds, 0, -1, Timestamp.endOfGlobalWindow.milliseconds]
    let counts = try testPipeline { pipeline in
      pipeline.create(times).withTimestamps { Timestamp(milliseconds: $0) }
        .windowed(by: windowFn).map { KV($0, 1) }.combinePerKey(.sum())
    }
    #expect(Set(counts.elements.map(\.key)) == Set(times))
  }

  /// In no bytes at all.
  struct Nothing: StreamKey, Sendable {
    static func encode(_ value: borrowing Nothing, into writer: inout RawWriter) {}
    static func decode(from reader: inout RawReader) throws(CoderError) -> Nothing { Nothing() }
    static var coderSpec: CoderSpec { CoderSpec(urn: "joist:test:nothing") }
    static func isSame(_ a: borrowing Nothing, _ b: borrowing Nothing) -> Bool { true }
  }

  @Test("Elements without bytes are not lost") func elementsWithoutBytesAreNotLost() throws {
    let counts = try testPipeline { pipeline in
      let nothings = pipeline.create(0..<3000).map { _ in Nothing() }.reshuffle()
      let groups = nothings.map { KV($0, $0) }.groupByKey().map { Array($0.value).count }
      return groups.flattened(with: nothings.countPerElement().map { $0.value }, nothings.map { _ in 1 }.sum())
    }
    #expect(counts.elements == [3000, 3000, 3000])
  }

  @Test("Windows of a millisecond differ from the global window") func windowsOfAMillisecondAreNotTheGlobalOne() throws
  {
    let counts = try testPipeline { pipeline in
      pipeline.create([1, 2]).windowed(by: .fixed(.milliseconds(1))).map { KV($0, 1) }.combinePerKey(.sum())
    }
    #expect(counts.entries.allSatisfy { !$0.windows[0].isGlobal && $0.timestamp == .min })
  }

  @Test("Combining that gains nothing loses nothing", arguments: [1, 3]) func combiningThatGainsNothingLosesNothing(
    parallelism: Int
  ) throws {
    var options = TestOptions()
    options.parallelism = parallelism
    let count = 40_000
    let sums = try testPipeline(options) { pipeline in
      pipeline.create(0..<count).withTimestamps { Timestamp(milliseconds: Int64($0 % 5) * 1000 - 3000) }
        .windowed(by: .sliding(.seconds(3), every: .seconds(1)))
        .map { KV($0, 1) }.combinePerKey(.sum()).map { KV($0.key, $0.value) }
    }
    #expect(sums.elements.count == count * 3)
    #expect(sums.elements.allSatisfy { $0.value == 1 })
    #expect(
      sums.entries.allSatisfy { entry in
        let time = Int64(entry.element.key % 5) * 1000 - 3000
        return entry.windows[0].start.milliseconds <= time && time < entry.windows[0].end.milliseconds
      })
  }

  @Test("Elements between windows are in no window") func elementsBetweenWindowsAreInNone() throws {
    let counts = try testPipeline { pipeline in
      pipeline.create(-20..<20).withTimestamps { Timestamp(milliseconds: Int64($0)) }
        .windowed(by: .sliding(.milliseconds(3), every: .milliseconds(10), offset: .milliseconds(1)))
        .map { KV("all", $0) }.groupByKey().map { $0.value.sorted() }
    }
    #expect(Set(counts.elements) == [[-19, -18, -17], [-9, -8, -7], [1, 2, 3], [11, 12, 13]])
  }

  @Test("A collection that is flattened with itself occurs twice") func theSameCollectionTwiceIsThereTwice() throws {
    let results = try testPipeline { pipeline in
      let pairs = pipeline.create([KV("a", 1), KV("b", 2)])
      let twice = pairs.flattened(with: pairs)
      let groups = twice.groupByKey().map { "\($0.key) \(Array($0.value))" }
      let sums = twice.combinePerKey(.sum()).map { "\($0.key) \($0.value)" }
      let joined = coGroup(pairs, pairs, twice).map {
        "\($0.key) \($0.value.values.0.count)\($0.value.values.1.count)\($0.value.values.2.count)"
      }
      return groups.flattened(with: sums, joined)
    }
    #expect(
      results.elements.sorted() == ["a 112", "a 2", "a [1, 1]", "b 112", "b 4", "b [2, 2]"].sorted())
  }

  /// Claims the last offsets there are.
  struct LastOffsets: SplittableDoFn {
    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: Int64.max - 3, to: Int64.max) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      let next = claims.tracker.restriction.from
      guard claims.tryClaim(next) else { return .done }
      context.emit(next)
      return claims.tracker.isDone ? .done : .resume(after: .zero)
    }
  }

  /// Claims an offset twice.
  struct ClaimsTwice: SplittableDoFn {
    func initialRestriction(for element: Int) -> OffsetRange { OffsetRange(from: 0, to: 10) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ element: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
    ) -> Continuation {
      for offset: Int64 in [0, 4, 4, 9] where claims.tryClaim(offset) { context.emit(offset) }
      return .done
    }
  }

  @Test("A claim that does not ascend fails the step") func aClaimThatDoesNotAscendFailsTheStep() throws {
    let failure = try #require(throws: StepFailure.self) {
      _ = try testPipeline { $0.create([1]).parDo("Read", ClaimsTwice()) }
    }
    #expect(failure.step == "Read")
    #expect("\(failure)".hasPrefix("offset 4 was claimed after 4; each claim must be larger than the one before"))
  }

  @Test("Offsets may reach the largest number") func offsetsMayReachTheLastNumber() throws {
    let offsets = try testPipeline { $0.create([1]).parDo(LastOffsets()) }
    #expect(offsets.elements.sorted() == [Int64.max - 3, Int64.max - 2, Int64.max - 1])
  }

  @Test("Late elements come in late panes", arguments: [WindowingStrategy.Accumulation.accumulating, .discarding])
  func lateElementsComeInPanes(accumulation: WindowingStrategy.Accumulation) throws {
    let panes = try testPipeline { pipeline in
      let windowed = pipeline.create([1]).parDo(
        // In [0, 1000), late in it, late again, and behind its expiry.
        OnTimeAndLate([([1, 2, 3], 1500), ([1, 2, 3], 1500), ([1, 2, 3], 9000), ([100, 200, 300], 9000)])
      )
      .windowed(by: .fixed(.seconds(1)), allowedLateness: .seconds(2), accumulation: accumulation)
      let sums = windowed.map { KV("all", $0) }.combinePerKey(.sum()).map { $0.value }
      let lists = windowed.map { KV("all", $0) }.groupByKey().map { $0.value.reduce(0, +) }
      return sums.map { KV("sum", $0) }.flattened(with: lists.map { KV("list", $0) })
    }
    for kind in ["sum", "list"] {
      let own = panes.entries.filter { $0.element.key == kind }
      let expected = accumulation == .accumulating ? [6, 12, 18] : [6, 6, 6]
      #expect(own.map(\.element.value) == expected)
      #expect(own.map(\.pane.index) == [0, 1, 2])
      #expect(own.map(\.pane.timing) == [.onTime, .late, .late])
    }
  }

  /// Emits each element by itself, then at a time of its own, then to an extra output.
  struct Mixed: DoFn {
    let extra = OutputTag<Int>()
    func process(_ element: Int, in context: Context<Int>) {
      if element % 3 == 0 { context.emit(element) }
      context.emit(-element, at: Timestamp(milliseconds: Int64(element) * 10))
      context.emit(element, to: extra)
      if element % 2 == 0 { context.emit(element + 10_000) }
    }
  }

  @Test("Results have the timestamp and windows of the element that emitted them")
  func timestampsAndWindowsFollowWhatEmitted() throws {
    let count = 3000
    let seen = try testPipeline { pipeline in
      let outputs = pipeline.create(1...count).withTimestamps { Timestamp(milliseconds: Int64($0)) }
        .windowed(by: .fixed(.milliseconds(7))).filter { $0 % 5 != 0 }.parDo(Mixed())
      return outputs.main.flattened(with: outputs.extra.map { $0 + 100_000 })
    }
    var expected = 0
    for number in 1...count where number % 5 != 0 {
      expected += 2 + (number % 3 == 0 ? 1 : 0) + (number % 2 == 0 ? 1 : 0)
    }
    #expect(seen.entries.count == expected)
    for entry in seen.entries {
      let source: Int
      var time: Int64?
      switch entry.element {
      case ..<0: (source, time) = (-entry.element, Int64(-entry.element) * 10)
      case 100_000...: source = entry.element - 100_000
      case 10_000..<100_000: source = entry.element - 10_000
      default: source = entry.element
      }
      #expect(entry.timestamp.milliseconds == time ?? Int64(source))
      #expect(entry.windows.first?.start.milliseconds == Int64(source) / 7 * 7)
    }
  }

  /// Does not agree to be encoded where it is negative.
  struct Reluctant: Codable, Streamable, StreamKey, Sendable {
    struct Negative: Error {}
    var number: Int
    init(_ number: Int) { self.number = number }
    func encode(to encoder: any Encoder) throws {
      if number < 0 { throw Negative() }
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(number, forKey: .number)
    }
    static func isSame(_ a: borrowing Self, _ b: borrowing Self) -> Bool { a.number == b.number }
  }

  enum Edge: CaseIterable { case elements, values, keys, partials, created, tagged }

  @Test("An element that cannot be encoded fails the job", arguments: Edge.allCases)
  func whatCannotBeEncodedFailsTheJob(edge: Edge) throws {
    #expect(throws: (any Error).self) {
      try testPipeline { pipeline in
        let values = pipeline.create([1, 2, -3, 4]).map { Reluctant($0) }
        switch edge {
        case .elements: return values.reshuffle().map { $0.number }
        case .values: return values.map { KV(1, $0) }.groupByKey().map { $0.value.count }
        case .keys: return values.map { KV($0, 1) }.groupByKey().map { $0.value.count }
        case .partials: return values.countPerElement().map { $0.value }
        case .created: return pipeline.create([Reluctant(-1)]).map { $0.number }
        case .tagged:
          let pairs = values.map { KV(1, $0) }
          return coGroup(pairs, pairs).map { $0.value.values.0.count }
        }
      }
    }
  }

  @Test("A result of finishBundle needs a timestamp in windowed collections")
  func aFinishedBundlesResultNeedsATimeAmongWindows() throws {
    let failure = #expect(throws: StepFailure.self) {
      try testPipeline { pipeline in
        pipeline.create(1...4).windowed(by: .fixed(.seconds(1))).parDo("Sum", SumOfBundle(at: nil)).main
      }
    }
    #expect(failure?.step == "Sum")
    #expect(failure?.underlying is MissingTimestamp)
  }

  /// Forgets what its bundle waits for.
  struct Forgetful: DoFn {
    func process(_ element: Int, in context: Context<Int>) {}
    static var pipelineDepth: Int? { 1 }
    func finishBundle(in context: Context<Int>) { _ = context.settle() }
  }

  @Test("A completion that is never called fails the job", .timeLimit(.minutes(1)))
  func aForgottenCompletionFailsTheJob() throws {
    #expect(throws: ForgottenCompletion.self) {
      try testPipeline { $0.create([1]).parDo(Forgetful()).main }
    }
  }

  @Test("Windows longer than the range of time are refused") func windowsLongerThanTimeAreRefused() throws {
    for windowFn in [
      WindowFn.fixed(.seconds(Int64.max)), .fixed(.seconds(1), offset: .seconds(Int64.min)),
      .sliding(.seconds(Int64.max), every: .seconds(1)),
    ] {
      #expect(throws: (any Error).self) { try testPipeline { $0.create([1]).windowed(by: windowFn) } }
    }
  }
}
