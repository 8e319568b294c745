import Beam
import BeamWorker
import JoistPlan
import JoistPlanner
import JoistRunner
import Rows
import Testing

/// Executors that take a bundle piece by piece.
@Suite struct StreamingExecutorTests {
  /// Keeps what leaves, and when.
  private final class Outlet: BundleOutlet {
    var outputs: [BundleOutput] = []

    func take(_ output: BundleOutput, of index: Int) { outputs.append(output) }

    /// Elements in all blocks.
    var elements: Int { blocks.reduce(0) { $0 + $1.count } }
    /// Bytes of all blocks.
    var memory: Int { outputs.reduce(0) { $0 + $1.memory } }

    var blocks: [ElementBlock] { outputs.flatMap(\.elementBlocks) }
  }

  /// The executor of the stage that fans out, between two reshuffles: `size` bytes for each unit of an element.
  private func fanOut(size: Int) throws -> any StreamingExecutor {
    let pipeline = Pipeline()
    let made = pipeline.create("Start", [Int64(1)]).reshuffle("First").flatMap("Fan out") { count in
      repeatElement(Bytes(repeatElement(7, count: size)), count: Int(count))
    }
    _ = made.reshuffle("Second").filter("End") { _ in false }
    let planned = try Planner.plan(try pipeline.portable())
    let carrier = InProcessCarrier(pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
    let stage = try #require(planned.plan.stages.firstIndex { $0.name.contains("Fan out") })
    return try carrier.makeStreamingExecutor(for: StageID(stage))
  }

  private func control(outputBytes: Int = 8 << 20) -> BundleControl {
    BundleControl(
      outputBytes: outputBytes, elements: .max, nanoseconds: .max, desiredSplits: 1, inputWatermark: 0, now: { 0 },
      processingTime: { 0 }, isStopping: { false }, wake: { _ in })
  }

  @Test("After its elements a bundle has as much time and output again for timers") func limitsOfTimers() {
    for (milliseconds, bytes, mustEnd, mustEndTimers) in [
      (Int64(999), 99, false, false), (1000, 0, true, false), (0, 100, true, false), (1999, 199, true, false),
      (2000, 0, true, true), (0, 200, true, true),
    ] {
      let clock = ManualClock()
      let control = BundleControl(
        outputBytes: 100, elements: .max, nanoseconds: 1_000_000_000, desiredSplits: 1, inputWatermark: 0,
        now: { clock.monotonicNanoseconds }, processingTime: { 0 }, isStopping: { false }, wake: { _ in })
      clock.advance(byMilliseconds: milliseconds)
      #expect(control.shouldEnd(elements: 0, outputBytes: bytes) == mustEnd)
      #expect(control.shouldEndTimers(outputBytes: bytes) == mustEndTimers)
    }
  }

  /// A block of numbers.
  private func block(_ numbers: [Int64]) throws -> ElementBlock {
    let builder = ElementBlockBuilder()
    for number in numbers {
      let bytes = try Bytes.encoded(number)
      bytes.withUnsafeBytes { raw in
        raw.withMemoryRebound(to: UInt8.self) { builder.append($0.baseAddress!, count: $0.count) }
      }
      builder.endElement()
    }
    return builder.takeBlock(time: 5, context: .global)
  }

  @Test("Full blocks are sent while the bundle runs, the rest at its end")
  func outputsLeaveWhileItRuns() throws {
    let executor = try fanOut(size: 1_000)
    defer { executor.tearDown() }
    let outlet = Outlet()
    try executor.start(control: control(), outlet: outlet)
    #expect(try executor.push(block([100])) == 1)
    #expect(outlet.outputs.isEmpty)
    #expect(try executor.push(block([2_000])) == 1)
    #expect(outlet.elements >= 1_000 && outlet.elements < 2_100)
    let finished = try executor.finish()
    #expect(outlet.elements == 2_100)
    #expect(finished.result.outputs.isEmpty)
    #expect(finished.result.elementsIn == 2)
  }

  @Test("A bundle takes no more elements when its output is large")
  func aBundleEndsEarly() throws {
    let executor = try fanOut(size: 1_000)
    defer { executor.tearDown() }
    let outlet = Outlet()
    try executor.start(control: control(), outlet: outlet)
    let done = try executor.push(block(Array(repeating: 100, count: 1_000)))
    #expect((80..<110).contains(done), "8 MiB are 82 times 100 elements of 1,022 bytes; \(done) were done")
    #expect(try executor.push(block([1])) == 0)
    let finished = try executor.finish()
    #expect(finished.result.elementsIn == done)
    #expect(outlet.elements == done * 100)
  }

  @Test("An executor with large outputs exceeds the limit only slightly", arguments: [1, 30, 3_000])
  func batchesAreSmallWhereOutputsAreLarge(of each: Int64) throws {
    let executor = try fanOut(size: 1_000)
    defer { executor.tearDown() }
    for _ in 0..<3 {
      let outlet = Outlet()
      try executor.start(control: control(), outlet: outlet)
      _ = try executor.push(block(Array(repeating: each, count: 20_000)))
      _ = try executor.finish()
      #expect(outlet.memory >= 7 << 20)
      #expect(outlet.memory < 8 << 20 + 4 << 20, "\(outlet.memory) bytes")
    }
  }

  @Test("A bundle reports how many of its elements it has not processed")
  func aWholeBundleTellsWhatIsUndone() throws {
    let executor = try fanOut(size: 1_000)
    defer { executor.tearDown() }
    let blocks = try [
      block(Array(repeating: 100, count: 60)), block(Array(repeating: 100, count: 1_000)), block([1, 1]),
    ]
    let result = try executor.run(.elements(blocks), control: control()).result
    #expect(result.undone == 1_062 - result.elementsIn)
    #expect(result.undone > 900)
    let outputs = result.outputs.flatMap(\.elementBlocks)
    #expect(outputs.reduce(0) { $0 + $1.count } == result.elementsIn * 100)
  }

  /// Emits one number, and then ends its bundle, or waits.
  private struct OneByOne: SplittableDoFn {
    typealias Tracker = OffsetRangeTracker
    let pause: Duration

    func initialRestriction(for element: Int64) -> OffsetRange { OffsetRange(from: 0, to: element) }
    func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

    func process(
      _ element: Int64, _ claims: inout Claims<OffsetRangeTracker>, in context: borrowing SourceContext<Int64>
    ) -> Continuation {
      let next = claims.tracker.restriction.from
      guard claims.tryClaim(next) else { return .done }
      context.emit(next)
      return .resume(after: pause)
    }
  }

  @Test(
    "A source that ends its bundle ends it for later restrictions; one that waits does not",
    arguments: [(Duration.zero, 1), (.seconds(1), 3)])
  func aSourceEndsItsBundle(pause: Duration, begun: Int) throws {
    let pipeline = Pipeline()
    _ = pipeline.create("Start", [Int64(1)]).reshuffle("First").parDo("Read", OneByOne(pause: pause))
      .reshuffle("Second").filter("End") { _ in false }
    let planned = try Planner.plan(try pipeline.portable())
    let carrier = InProcessCarrier(pipeline: pipeline, descriptors: planned.descriptors, groupings: planned.groupings)
    let plan = planned.plan
    let read = try #require(
      plan.stages.lastIndex { if case .restrictions = $0.kind { $0.name.contains("Read") } else { false } })
    let split = plan.edges[plan.stages[read].inputs[0].index].producer
    let splitting = try carrier.makeStreamingExecutor(for: split)
    defer { splitting.tearDown() }
    let made = try splitting.run(.elements([block([9, 9, 9])]), control: control()).result.outputs
    let restrictions = made.flatMap(\.elementBlocks).flatMap { block in
      (0..<block.count).map { Restriction(block: block.split(at: $0).1.split(at: 1).0, watermark: 0, lane: $0) }
    }
    #expect(restrictions.count == 3)
    let reading = try carrier.makeStreamingExecutor(for: StageID(read))
    defer { reading.tearDown() }
    let result = try reading.run(.restrictions(restrictions), control: control()).result
    #expect(result.undone == 3 - begun)
    #expect(result.residuals.map(\.restriction) == Array(0..<begun))
  }

  @Test("Blocks take exactly the memory that they count", arguments: [1, 1_000, 50_000])
  func blocksAreOfTheirExactSize(count: Int64) throws {
    let executor = try fanOut(size: 1)
    defer { executor.tearDown() }
    let result = try executor.run(.elements([block([count])]), control: control()).result
    let outputs = result.outputs.flatMap(\.elementBlocks)
    // Elements of one byte and its length, with an offset each; the timestamp and the window are those of all.
    #expect(outputs.reduce(0) { $0 + $1.memory } == Int(count) * 10 + outputs.count * 256)
    #expect(outputs.allSatisfy { $0.memory < 1 << 20 })
  }
}

extension BundleOutput {
  /// The blocks of an output of elements.
  fileprivate var elementBlocks: [ElementBlock] {
    switch self {
    case .elements(let blocks): blocks
    case .records: []
    }
  }
}
