import Beam
import BeamModel
import Testing

@Suite struct TranslatedWindowingTests {
  /// The strategy of the collection that a step makes, and the step.
  private func windowed(
    by windowFn: WindowFn, lateness: Duration = .zero, accumulation: WindowingStrategy.Accumulation = .discarding
  ) throws -> (strategy: BeamProto.WindowingStrategy, step: BeamProto.PTransform, count: Int) {
    let pipeline = Pipeline()
    _ = pipeline.impulse().windowed(
      "Window", by: windowFn, allowedLateness: lateness, accumulation: accumulation
    ).map("After") { $0 }
    let all = try #require(pipeline.portable().components)
    let step = try #require(all.transforms["Window"])
    let output = try #require(step.outputs["main"])
    let strategy = try #require(all.pcollections[output]).windowingStrategyID
    return (try #require(all.windowingStrategies[strategy]), step, all.windowingStrategies.count)
  }

  @Test("Fixed windows are translated with all their settings") func fixed() throws {
    let (strategy, step, count) = try windowed(
      by: .fixed(.milliseconds(1500), offset: .milliseconds(-1)), lateness: .seconds(3), accumulation: .accumulating)
    #expect(count == 2, "one before the step, and one after it")
    #expect(step.spec?.urn == "beam:transform:window_into:v1")
    #expect(step.environmentID == "joist")
    let into = try BeamProto.WindowIntoPayload(serializedBytes: try #require(step.spec).payload)
    #expect(into.windowFn == strategy.windowFn)
    let payload = try BeamProto.FixedWindowsPayload(serializedBytes: try #require(strategy.windowFn).payload)
    #expect(strategy.windowFn?.urn == "beam:window_fn:fixed_windows:v1")
    #expect(payload.size == .with { ($0.seconds, $0.nanos) = (1, 500_000_000) })
    #expect(payload.offset == .with { ($0.seconds, $0.nanos) = (1, 499_000_000) })
    #expect(strategy.windowCoderID == "interval_window")
    #expect(strategy.mergeStatus == .nonMerging)
    #expect(strategy.trigger?.trigger == .default(BeamProto.Trigger.Default()))
    #expect(strategy.accumulationMode == .accumulating)
    #expect(strategy.outputTime == .endOfWindow)
    #expect(strategy.closingBehavior == .emitIfNonempty)
    #expect(strategy.onTimeBehavior == .fireAlways)
    #expect(strategy.allowedLateness == 3000)
    #expect(strategy.assignsToOneWindow)
    #expect(strategy.environmentID == "joist")
  }

  @Test(
    "Sliding windows say whether an element can be in several",
    arguments: [(60, 10, false), (10, 10, true), (10, 60, true)])
  func sliding(size: Int, period: Int, isOne: Bool) throws {
    let strategy = try windowed(by: .sliding(.seconds(size), every: .seconds(period), offset: .seconds(2))).strategy
    let payload = try BeamProto.SlidingWindowsPayload(serializedBytes: try #require(strategy.windowFn).payload)
    #expect(strategy.windowFn?.urn == "beam:window_fn:sliding_windows:v1")
    #expect(payload.size?.seconds == Int64(size))
    #expect(payload.period?.seconds == Int64(period))
    #expect(payload.offset?.seconds == 2)
    #expect(strategy.assignsToOneWindow == isOne)
    #expect(strategy.accumulationMode == .discarding)
  }

  @Test("The global window is translated") func global() throws {
    let (strategy, _, count) = try windowed(by: .global)
    #expect(count == 1)
    #expect(strategy.windowFn?.urn == "beam:window_fn:global_windows:v1")
    #expect(strategy.windowCoderID == "global_window")
    #expect(strategy.assignsToOneWindow)
  }
}
