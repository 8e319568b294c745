public import Joist
package import JoistRunner

/// Runs a pipeline on the real engine, on the calling thread, and returns the elements of the collection that `build` returns.
/// The clock is manual and moves only when there is nothing else to do.
///
/// ```swift
/// @Test func wordsAreCounted() throws {
///   let counts = try testPipeline { pipeline in
///     pipeline.create(["a b", "a"]).flatMap { $0.words }.countPerElement()
///   }
///   #expect(Set(counts.elements) == [KV("a", 2), KV("b", 1)])
/// }
/// ```
/// A pipeline with an unbounded source must be stopped: `testPipeline(until: .seconds(10)) { … }` stops it after ten seconds of
/// the test's clock, which is independent of real time; each bundle takes one millisecond. Use it for sources that do not need
/// real time: a source that waits for a broker may read nothing.
/// - Parameters:
///   - options: the engine's seed, parallelism and start time.
///   - end: after how much time of the test's clock to stop a pipeline with an unbounded source.
///   - build: builds the pipeline and returns the collection to record.
/// - Throws: ``EndlessTest`` if a source is unbounded and `end` is nil; otherwise an error in the pipeline, or the error that failed
///   the job.
public func testPipeline<Element: Streamable>(
  _ options: TestOptions = TestOptions(), until end: Duration? = nil, _ build: (Pipeline) throws -> PCollection<Element>
) throws -> Recording<Element> {
  try record(options, until: end) { try build($0) }
}

/// Runs a pipeline and returns the elements of two of its collections.
///
/// ```swift
/// let (numbers, failures) = try testPipeline { pipeline in
///   let parsed = pipeline.create(["1", "b"]).parseJSON(as: Int.self)
///   return (parsed.results, parsed.failures)
/// }
/// ```
/// Parameters and errors are those of ``testPipeline(_:until:_:)->_``.
public func testPipeline<First: Streamable, Second: Streamable>(
  _ options: TestOptions = TestOptions(), until end: Duration? = nil,
  _ build: (Pipeline) throws -> (PCollection<First>, PCollection<Second>)
) throws -> (Recording<First>, Recording<Second>) {
  try record(options, until: end) { try build($0) }
}

/// Runs a pipeline and returns the elements of three of its collections.
///
/// Parameters and errors are those of ``testPipeline(_:until:_:)->_``.
public func testPipeline<First: Streamable, Second: Streamable, Third: Streamable>(
  _ options: TestOptions = TestOptions(), until end: Duration? = nil,
  _ build: (Pipeline) throws -> (PCollection<First>, PCollection<Second>, PCollection<Third>)
) throws -> (Recording<First>, Recording<Second>, Recording<Third>) {
  try record(options, until: end) { try build($0) }
}

// `record` cannot be what tests call: the compiler converts a tuple with labels to one without, but not to one of a pack, and
// takes a single collection for a pack of one only in a closure of one expression.

/// Runs the pipeline that `build` makes, and returns what each of its collections held.
private func record<each Element: Streamable>(
  _ options: TestOptions, until end: Duration?, _ build: (Pipeline) throws -> (repeat PCollection<each Element>)
) throws -> (repeat Recording<each Element>) {
  let pipeline = Pipeline()
  let collections = try build(pipeline)
  var count = 0
  func recorder<Recorded>(of collection: PCollection<Recorded>) -> Recorder<Recorded> {
    count += 1
    return Recorder(of: collection, step: count == 1 ? "Record" : "Record\(count)")
  }
  let recorders = (repeat recorder(of: each collections))
  try run(pipeline, options, until: end)
  return (repeat try (each recorders).recording())
}

private func run(_ pipeline: Pipeline, _ options: TestOptions, until end: Duration?) throws {
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
}

/// An error for a test pipeline that has an unbounded source and would not end.
public struct EndlessTest: Error, CustomStringConvertible {
  /// The path of the source's step.
  public let step: String

  /// What happened and what to do.
  public var description: String {
    "step \"\(step)\" reads an unbounded source, so this test would not end: stop it with testPipeline(until: .seconds(10)), "
      + "or test what follows the source with create(…)"
  }
}

/// Options for the engine in a test.
public struct TestOptions: Sendable {
  /// The number of threads for which the engine splits work; the test itself runs on one thread.
  public var parallelism = 2
  /// The seed of all random decisions. Use the same seed to repeat a failed test.
  public var seed: UInt64 = 0
  /// Whether work is handed out in random order and sizes that depend on the seed.
  public var shuffles = false
  /// The processing time at the start, in milliseconds since the Unix epoch.
  public var now: Int64 = 0

  /// Makes the default options.
  public init() {}

  package var jobOptions: JobOptions {
    var options = JobOptions(name: "test", parallelism: parallelism, memory: 1 << 30, seed: seed)
    options.shuffles = shuffles
    // Failed work is repeated before the clock or a test stream goes on.
    options.retries.firstPause = 0
    return options
  }
}
