import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Testing

@Suite("The clock of a read", .takingTurns)
struct JobClockTests {
  /// A clock that is an hour slow.
  private struct SlowClock: JobClock {
    let real = SystemClock()
    var monotonicNanoseconds: Int64 { real.monotonicNanoseconds }
    var processingTime: Int64 { real.processingTime - 3_600_000 }
  }

  @Test("A read uses the clock of its job")
  func clock() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    let writer = try SteadyWriter(topic, on: cluster)
    for _ in 0..<5 { try writer.write(to: 0) }
    try writer.finish()
    let counts = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, idleAfter: .zero)).countBySeconds(
      into: counts)
    let prepared = try PreparedPipeline(pipeline)
    let job = LocalJob(
      plan: prepared.plan, carrier: prepared.carrier, options: .test(silent, maxAttempts: 1), clock: SlowClock(),
      hooks: prepared.hooks, display: prepared.display)
    try job.start()
    func value(_ name: String) -> Int? { job.status.counters.first { $0.name == name }?.value }
    try await wait(for: "the records") { value("recordsFromFuture") == 5 }
    // An idle partition follows the same clock, so that the records' windows stay open.
    let step = try #require(job.status.steps.first { $0.path == "ReadKafka/Read" })
    try await wait(for: "an idle partition") {
      job.status.steps.contains { $0.path == step.path && $0.watermark > SlowClock().processingTime - 60_000 }
    }
    #expect(job.status.steps.allSatisfy { $0.watermark < SlowClock().processingTime + 60_000 })
    #expect(counts.all.isEmpty)
    job.stop()
    _ = try await job.outcome()
  }
}
