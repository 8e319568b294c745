import Joist
import JoistRunner
import JoistTesting
import Synchronization
import Testing

@Suite struct ShowingTests {
  @Test("log() writes elements with their windows to the job's log and does not change the collection")
  func log() throws {
    let events = Mutex<[LogEvent]>([])
    let pipeline = Pipeline()
    pipeline.create(["a", "b"]).withTimestamps { _ in Timestamp(milliseconds: 1_000) }
      .windowed(by: .fixed(.seconds(10))).log("Seen").log("Few", perSecond: 1)
    var options = JobOptions(name: "test", parallelism: 1)
    options.logger = Logger(label: "test") { event in events.withLock { $0.append(event) } }
    #expect(try LocalJob(pipeline, options: options).run() == .finished)
    let seen = events.withLock { $0 }.filter { $0.message == "Seen" }.map { "\($0.metadata["element"] ?? "none")" }
    let rest = " at 1970-01-01T00:00:01.000Z in [1970-01-01T00:00:00.000Z, 1970-01-01T00:00:10.000Z)"
    #expect(seen.sorted() == ["a" + rest, "b" + rest])
    #expect(events.withLock { $0.count { $0.message == "Few" } } == 1)
    let elements = try testPipeline { $0.create([1, 2]).log().inspect("Shown", perSecond: 0).map { $0 + 1 } }.elements
    #expect(elements.sorted() == [2, 3])
  }
}
