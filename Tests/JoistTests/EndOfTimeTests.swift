import Joist
import JoistTesting
import Testing

/// Timestamps in the last day of time, after the end of the global window: no window holds them, so an element that is given
/// one is moved to the end of the global window, and takes part in everything.
@Suite struct EndOfTimeTests {
  private static let end = Timestamp.endOfGlobalWindow.milliseconds

  /// Moments after the end of the global window, among them the first and the last.
  static let lastDay: [Int64] = [
    end + 1, end + 5_224, end + 5_225, end + 30_000, Timestamp.max.milliseconds - 1, Timestamp.max.milliseconds,
  ]

  /// Gives its elements a timestamp: in `process`, in `finishBundle`, or both.
  struct Stamp: DoFn {
    let time: Timestamp
    let isBetweenElements: Bool
    var count = 0
    init(_ time: Int64, isBetweenElements: Bool) {
      self.time = Timestamp(milliseconds: time)
      self.isBetweenElements = isBetweenElements
    }
    mutating func startBundle() { count = 0 }
    mutating func process(_ element: Int, in context: Context<Int>) {
      if isBetweenElements { count += 1 } else { context.emit(element, at: time) }
    }
    mutating func finishBundle(in context: Context<Int>) {
      for number in 0..<count { context.emit(number, at: time) }
    }
  }

  /// A source whose elements have one timestamp, emitted one by one or many at a time.
  struct Source: SplittableDoFn {
    typealias Estimator = MonotonicWatermarkEstimator
    let time: Timestamp
    let emitsMany: Bool
    func initialRestriction(for count: Int) -> OffsetRange { OffsetRange(from: 0, to: Int64(count)) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
    func process(
      _ count: Int, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int>
    ) -> Continuation {
      let next = claims.tracker.restriction.from
      guard claims.tryClaim(next) else { return .done }
      if emitsMany { context.emit(count: 1) { _ in (Int(next), time) } } else { context.emit(Int(next), at: time) }
      return .resume(after: .milliseconds(1))
    }
  }

  enum Way: CaseIterable, Sendable { case withTimestamps, process, finishBundle, source, sourceOfMany }

  /// Three elements, whose timestamp comes from one of the places that may give one.
  private func three(_ pipeline: Pipeline, at time: Int64, by way: Way) -> PCollection<Int> {
    let numbers = pipeline.create([1, 2, 3])
    return switch way {
    case .withTimestamps: numbers.withTimestamps("Stamp") { _ in Timestamp(milliseconds: time) }
    case .process: numbers.parDo("Stamp", Stamp(time, isBetweenElements: false)).main
    case .finishBundle: numbers.parDo("Stamp", Stamp(time, isBetweenElements: true)).main
    case .source, .sourceOfMany:
      pipeline.create([3]).parDo(
        "Stamp", Source(time: Timestamp(milliseconds: time), emitsMany: way == .sourceOfMany))
    }
  }

  @Test("Elements of the last day of time are counted, whatever set their timestamp", arguments: Way.allCases)
  func lastDayIsCounted(way: Way) throws {
    for time in Self.lastDay {
      for seed in 0..<4 as Range<UInt64> {
        var options = TestOptions()
        (options.seed, options.shuffles) = (seed, true)
        let counts = try testPipeline(options) { pipeline in
          let all = three(pipeline, at: time, by: way).map { _ in "all" }.reshuffle()
          return all.countPerElement().flattened(
            with: all.windowed(by: .fixed(.seconds(10))).map { KV($0, 1) }.groupByKey()
              .map { KV($0.key, $0.value.count) }.windowed(by: .global))
        }
        #expect(counts.elements == [KV("all", 3), KV("all", 3)], "at \(time), seed \(seed)")
      }
    }
  }

  @Test(
    "Elements of the last day of time are in their windows",
    arguments: [
      (WindowFn.sliding(.seconds(60), every: .seconds(30)), 2), (.sliding(.seconds(60), every: .seconds(10)), 6),
      (.sliding(.days(3), every: .days(1)), 3), (.fixed(.seconds(10)), 1), (.fixed(.days(400)), 1), (.global, 1),
    ])
  func windowsOfTheLastDay(windowFn: WindowFn, windows: Int) throws {
    let entries = try testPipeline { pipeline in
      pipeline.create(Self.lastDay).withTimestamps { Timestamp(milliseconds: $0) }.windowed(by: windowFn)
        .map { _ in "all" }.countPerElement()
    }.entries
    #expect(entries.count == windows)
    for entry in entries {
      #expect(entry.element.value == Self.lastDay.count)
      #expect(entry.timestamp <= .endOfGlobalWindow)
      #expect(entry.windows.allSatisfy { $0.start < $0.end && $0.maxTimestamp <= .endOfGlobalWindow })
    }
  }

  @Test("A timestamp after the end of time fails its step, whatever set it", arguments: Way.allCases)
  func beyondTheEndOfTime(way: Way) throws {
    for time in [Timestamp.max.milliseconds + 1, Int64.max, Timestamp.min.milliseconds - 1, Int64.min] {
      let failure = try #require(throws: StepFailure.self) {
        _ = try testPipeline { three($0, at: time, by: way) }
      }
      #expect(failure.step == "Stamp")
      #expect((failure.underlying as? TimestampOutOfRange)?.milliseconds == time, "\(failure)")
    }
  }
}
