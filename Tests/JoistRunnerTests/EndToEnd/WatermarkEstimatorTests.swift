import Beam
import JoistRunner
import Rows
import Synchronization
import Testing

/// How the estimators of splittable functions move the watermark that the engine sees.
@Suite(.everyCarrier) struct WatermarkEstimatorTests {
  // MARK: The three of Beam's

  @Test("A monotonic watermark follows the latest element") func monotonicFollowsTheLatestElement() throws {
    let read = ScriptedRead(bundles: [[10, 20], [15], [], [40, 30]]) { MonotonicWatermarkEstimator() }
    #expect(try watermarks(of: read) == [20, 20, 20, 40])
  }

  @Test("Elements with the timestamp of their restriction are observed")
  func elementsWithTheTimeOfTheirRestrictionAreObserved() throws {
    let read = ScriptedRead(bundles: [[nil, nil], [nil]]) { MonotonicWatermarkEstimator() }
    #expect(try watermarks(of: read, startingAt: 77) == [77, 77])
  }

  @Test("A wall-time watermark follows the runner's clock") func walltimeIsTheRunnersClock() throws {
    let read = ScriptedRead(bundles: [[10], [], [20]]) { WalltimeWatermarkEstimator() }
    #expect(try watermarks(of: read, now: 5_000) == [5_000, 6_000, 7_000])
  }

  @Test("A manual watermark stays where it is set") func aManualOneStandsWhereItIsPut() throws {
    let read = ScriptedRead(bundles: [[10], [20], [30], [40]], manual: [5, nil, 3, 25]) { ManualWatermarkEstimator() }
    #expect(try watermarks(of: read) == [5, 5, 5, 25])
  }

  @Test("A manual watermark that is never set stays at the beginning of time")
  func aManualOneThatIsNeverPutStaysAtTheBeginning() throws {
    let read = ScriptedRead(bundles: [[10], [20]]) { ManualWatermarkEstimator() }
    #expect(try watermarks(of: read) == [Timestamp.min.milliseconds, Timestamp.min.milliseconds])
  }

  @Test("A manual watermark can be set like any other") func aManualOneMayBeMovedAsAnyOther() throws {
    let read = ScriptedRead(bundles: [[10], [20], [30]]) {
      ManualWatermarkEstimator()
    } tell: { estimator, bundle in
      estimator.state = Timestamp(milliseconds: [8, 4, 12][bundle])
    }
    #expect(try watermarks(of: read) == [8, 8, 12])
  }

  // MARK: One's own

  /// Counts what it sees; its watermark is what a list says.
  struct Listed: WatermarkEstimator {
    static let observesTimestamps = true
    var state = KV<Int64, String>(0, "")
    let watermarks: [Int64]
    private var bundles = 0

    init(_ watermarks: [Int64]) { self.watermarks = watermarks }

    mutating func observe(_ timestamps: borrowing ObservedTimestamps) {
      state.key += Int64(timestamps.count)
      for index in 0..<timestamps.count { state.value += "\(timestamps[index].milliseconds) " }
    }

    func currentWatermark(now: Timestamp) -> Timestamp {
      Timestamp(milliseconds: watermarks[min(Int(state.key), watermarks.count) - 1])
    }
  }

  @Test("The state of an estimator is kept from bundle to bundle") func itsStateGoesOnFromBundleToBundle() throws {
    let told = Told()
    let read = ScriptedRead(bundles: [[10], [20], [30, 40]]) {
      Listed([100, 200, 300, 400])
    } tell: { estimator, _ in
      told.add("\(estimator.state.key): \(estimator.state.value)")
    }
    #expect(try watermarks(of: read) == [100, 200, 400])
    #expect(told.lines == ["0: ", "1: 10 ", "2: 10 20 "])
  }

  @Test("A watermark never goes back") func itNeverGoesBack() throws {
    let read = ScriptedRead(bundles: [[10], [20], [30]]) { Listed([100, 50, 200]) }
    #expect(try watermarks(of: read) == [100, 100, 200])
  }

  @Test("The watermark stays in Beam's range, and before the end of time until the restriction is done")
  func itStaysInBeamsRange() throws {
    let read = ScriptedRead(bundles: [[10], [20]]) { Listed([.min, .max]) }
    #expect(try watermarks(of: read) == [Timestamp.min.milliseconds, Timestamp.endOfGlobalWindow.milliseconds])
  }

  @Test("No element is lost when bundles end in the middle") func nothingIsLostWhereBundlesEndInTheMiddle() throws {
    let told = Told()
    let pipeline = Pipeline()
    _ = pipeline.create([Int64(40_000)]).parDo("Read", CountedRead(told: told)).reshuffle().map { $0.count }
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Self.options, clock: ManualClock())
    #expect(try job.run() == .finished)
    // At the start of each bundle the estimator has seen all that the bundles before had emitted, and nothing else.
    #expect(told.lines.count > 2, "the source was not stopped in the middle")
    for line in told.lines { #expect(line.split(separator: " ").first == line.split(separator: " ").last) }
  }

  @Test("An estimator observes elements that are emitted while it is in use")
  func itSeesAlsoWhatIsEmittedWhileOneWorksOnIt() throws {
    let told = Told()
    let pipeline = Pipeline()
    _ = pipeline.create([Int64(5_000)]).parDo("Read", ReadWithin(told: told))
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Self.options, clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(told.lines == ["0", "5000"])
  }

  // MARK: What is behind the watermark

  @Test("An element before an observed watermark is late") func anElementBehindAnObservedWatermarkIsLate() throws {
    let pipeline = Pipeline()
    // The second bundle brings one in a window that has fired and one in a window that has not.
    _ = pipeline.create([Int64(0)])
      .parDo(
        "Read", ScriptedRead(bundles: [[500, 5_000], [700, 4_500, 5_100]]) { MonotonicWatermarkEstimator() }
      )
      .windowed(by: .fixed(.seconds(1))).map { KV("all", $0) }.groupByKey().map { $0.value.count }
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Self.options, clock: ManualClock())
    #expect(try job.run() == .finished)
    #expect(job.status.droppedLate == 2)
    // 4,500 is in the window that ends at 4,999, and the watermark stood at 5,000; 700 in the one that ends at 999.
    let late = LateStatus(elements: 2, dropped: 2, largestLatenessMillis: 4_001)
    #expect(job.status.late == late)
    #expect(job.status.steps.filter { $0.late.elements > 0 }.map(\.late) == [late])
  }

  // MARK: Mistakes

  @Test("Only a manual watermark can be set") func onlyAManualOneIsSetByHand() throws {
    let read = ScriptedRead(bundles: [[10]], manual: [5]) { MonotonicWatermarkEstimator() }
    let failure = try #require(throws: StepFailure.self) { try watermarks(of: read) }
    #expect(failure.underlying is WatermarkNotManual)
    #expect("\(failure)".contains("MonotonicWatermarkEstimator estimates the watermark"))
    #expect(failure.step == "Read")
  }

  @Test("An estimator of another type is not returned") func anothersEstimatorIsNotGivenOut() throws {
    let failure = try #require(throws: StepFailure.self) {
      let pipeline = Pipeline()
      _ = pipeline.create([Int64(0)]).parDo("Read", AskingForAnother())
      return try SteppedJob(PreparedPipeline(pipeline).carried, options: Self.options, clock: ManualClock()).run()
    }
    #expect(failure.underlying is OtherEstimator)
  }

  // MARK: Running

  private static var options: JobOptions {
    JobOptions(parallelism: 1, memory: 1 << 30, seed: 1, logger: Logger(label: "test", logLevel: .critical))
  }

  /// The output watermark of the step after each bundle, as the engine has it.
  private func watermarks<Estimator>(
    of read: ScriptedRead<Estimator>, startingAt start: Int64 = Timestamp.min.milliseconds, now: Int64 = 0
  ) throws -> [Int64] {
    let pipeline = Pipeline()
    _ = pipeline.create([start]).withTimestamps { Timestamp(milliseconds: $0) }.parDo("Read", read)
    let clock = ManualClock(at: now)
    let job = try SteppedJob(PreparedPipeline(pipeline).carried, options: Self.options, clock: clock)
    var watermarks: [Int64] = []
    for _ in read.bundles {
      #expect(try job.runUntilIdle() == nil)
      watermarks.append(try #require(job.status.steps.first { $0.path == "Read" }).watermark)
      clock.advance(byMilliseconds: 1_000)
    }
    #expect(try job.run() == .finished)
    return watermarks
  }
}

/// Lines that functions have told.
private final class Told: Sendable {
  private let told = Mutex<[String]>([])
  func add(_ line: String) { told.withLock { $0.append(line) } }
  var lines: [String] { told.withLock { $0 } }
}

/// Emits, a bundle a second, elements with the timestamps that a list says; nil: that of the restriction.
private struct ScriptedRead<Estimator: WatermarkEstimator & Sendable>: SplittableDoFn {
  let bundles: [[Int64?]]
  var manual: [Int64?] = []
  let make: @Sendable () -> Estimator
  var tell: (@Sendable (inout Estimator, Int) -> Void)?

  func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: Int64(bundles.count) + 1) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  func makeEstimator(for range: OffsetRange, of element: Int64) -> Estimator { make() }

  func process(
    _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
  ) throws -> Continuation {
    let bundle = Int(claims.tracker.restriction.from)
    guard claims.tryClaim(Int64(bundle)), bundle < bundles.count else { return .done }
    if let tell { try context.withEstimator(as: Estimator.self) { tell(&$0, bundle) } }
    for time in bundles[bundle] {
      if let time { context.emit(time, at: Timestamp(milliseconds: time)) } else { context.emit(0) }
    }
    if bundle < manual.count, let watermark = manual[bundle] {
      context.watermark = Timestamp(milliseconds: watermark)
    }
    return .resume(after: .seconds(1))
  }
}

/// Counts the elements that it sees.
private struct Counting: WatermarkEstimator {
  static let observesTimestamps = true
  var state: Int64 = 0
  mutating func observe(_ timestamps: borrowing ObservedTimestamps) { state += Int64(timestamps.count) }
  func currentWatermark(now: Timestamp) -> Timestamp { Timestamp(milliseconds: state) }
}

/// Emits as many texts of 100 bytes, so that a bundle is full before it has done all; tells at the start of each bundle where it begins and what its estimator has seen.
private struct CountedRead: SplittableDoFn {
  static let isBounded = false
  let told: Told

  func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: element) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  func makeEstimator(for range: OffsetRange, of element: Int64) -> Counting { Counting() }

  func process(
    _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<String>
  ) throws -> Continuation {
    var next = claims.tracker.restriction.from
    let (seen, start) = (try context.withEstimator(as: Estimator.self) { $0.state }, next)
    told.add("\(start) \(seen)")
    while claims.tryClaim(next) {
      context.emit(String(repeating: "x", count: 100), at: Timestamp(milliseconds: next))
      next += 1
    }
    return .done
  }
}

/// Emits, in one bundle, more than goes downstream at once, while it has its estimator; the next tells what that has seen.
private struct ReadWithin: SplittableDoFn {
  let told: Told

  func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: 2) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }
  func makeEstimator(for range: OffsetRange, of element: Int64) -> Counting { Counting() }

  func process(
    _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
  ) throws -> Continuation {
    let bundle = claims.tracker.restriction.from
    guard claims.tryClaim(bundle) else { return .done }
    try context.withEstimator(as: Estimator.self) { estimator in
      told.add("\(estimator.state)")
      if bundle == 0 { for time in 0..<element { context.emit(time, at: Timestamp(milliseconds: time)) } }
    }
    return bundle == 0 ? .resume(after: .zero) : .done
  }
}

/// Asks for an estimator that it does not have.
private struct AskingForAnother: SplittableDoFn {
  func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: 1) }
  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  func process(
    _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Int64>
  ) throws -> Continuation {
    try context.withEstimator(as: MonotonicWatermarkEstimator.self) { $0.state = .max }
    return .done
  }
}
