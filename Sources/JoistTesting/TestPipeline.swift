public import Joist
import JoistRunner

/// Runs a pipeline on the real engine, on the calling thread, under a clock that stands until nothing else is to be done, and
/// gives back what its last collection held.
///
/// ```swift
/// @Test func wordsAreCounted() throws {
///   let counts = try testPipeline { pipeline in
///     pipeline.create(["a b", "a"]).flatMap { $0.words }.countPerElement()
///   }
///   #expect(Set(counts.elements) == [KV("a", 2), KV("b", 1)])
/// }
/// ```
/// A source that never ends has to be stopped: `testPipeline(until: .seconds(10)) { … }` stops it after ten seconds of the test's own
/// clock, which is independent of real time; each bundle takes a millisecond of it. It is for sources that need no real time: one
/// that waits for a broker may read nothing.
/// - Parameters:
///   - options: how the engine works: the seed and whether it shuffles, threads that it thinks it has.
///   - end: after how much time of the pipeline's clock a pipeline with an unbounded source is stopped.
///   - build: builds the pipeline and returns the collection that is recorded.
/// - Throws: ``EndlessTest`` where a source is unbounded and `end` is not said; what kept the pipeline from running, or the error of the step that failed.
public func testPipeline<Element: Streamable>(
  _ options: TestOptions = TestOptions(), until end: Duration? = nil, _ build: (Pipeline) throws -> PCollection<Element>
) throws -> Recording<Element> {
  let pipeline = Pipeline()
  let recorder = Recorder<Element>()
  try build(pipeline).parDo("Record", Record(recorder: recorder))
  let prepared = try PreparedPipeline(pipeline)
  let endless = prepared.plan.stages.firstIndex { !$0.isBounded }
  if let endless, end == nil {
    throw EndlessTest(step: prepared.display.source(ofStage: endless) ?? prepared.plan.stages[endless].name)
  }
  let job = try SteppedJob(prepared, options: options.jobOptions, clock: ManualClock(at: options.now))
  if endless != nil, let end {
    _ = try job.run(until: options.now + end.milliseconds, patience: end)
  } else {
    _ = try job.run()
  }
  return try recorder.recording()
}

/// A pipeline that is tested has a source that never ends.
public struct EndlessTest: Error, CustomStringConvertible {
  /// The source's step.
  public let step: String

  /// What to do about it.
  public var description: String {
    "step \"\(step)\" reads an unbounded source, so this test would not end: stop it with testPipeline(until: .seconds(10)), "
      + "or test what follows the source with create(…)"
  }
}

/// How the engine works under a test.
public struct TestOptions: Sendable {
  /// Threads that the engine thinks it has: it cuts work accordingly.
  public var parallelism = 2
  /// The seed of whatever chance decides; a test that fails can be run again with it.
  public var seed: UInt64 = 0
  /// Whether work is handed out in random order and sizes, as the seed decides.
  public var shuffles = false
  /// Processing time at the start, in milliseconds since the Unix epoch.
  public var now: Int64 = 0

  /// Makes the defaults.
  public init() {}

  var jobOptions: JobOptions {
    var options = JobOptions(name: "test", parallelism: parallelism, memory: 1 << 30, seed: seed)
    options.shuffles = shuffles
    return options
  }
}
