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
/// - Parameters:
///   - options: how the engine works: the seed and whether it shuffles, threads that it thinks it has.
///   - build: builds the pipeline and returns the collection that is recorded.
/// - Throws: what kept the pipeline from running, or the error of the step that failed.
public func testPipeline<Element: Streamable>(
  _ options: TestOptions = TestOptions(), _ build: (Pipeline) throws -> PCollection<Element>
) throws -> Recording<Element> {
  let pipeline = Pipeline()
  let recorder = Recorder<Element>()
  try build(pipeline).parDo("Record", Record(recorder: recorder))
  let job = try SteppedJob(
    PreparedPipeline(pipeline), options: options.jobOptions, clock: ManualClock(at: options.now))
  _ = try job.run()
  return try recorder.recording()
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
