import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Synchronization
import Testing

/// Bundles of more records than the producer holds at once.
@Suite("A full producer queue", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct FullQueueTests {
  /// Records that a sink was given, counted where it asks for their partitions.
  private final class Given: Sendable {
    let count = Atomic(0)

    func sink(_ topic: String, _ cluster: TestCluster) -> KafkaSink {
      KafkaSink(
        topic: topic, brokers: cluster.brokers, properties: ["queue.buffering.max.messages": "1000"]
      ) { [self] _ in
        count.add(1, ordering: .relaxed)
        return 0
      }
    }

    /// How many there were.
    var all: Int { count.load(ordering: .relaxed) }
    /// Whether there were more than have room: the last one waits.
    var areTooMany: Bool { all > 1_000 }
  }

  private func start(_ numbers: Int, _ given: Given, _ output: String, on cluster: TestCluster) throws -> LocalJob {
    let pipeline = Pipeline()
    pipeline.create(0..<numbers).map { KafkaRecord(value: Bytes(utf8: "\($0)")) }
      .writeKafka(given.sink(output, cluster))
    var options = JobOptions.test(silent, maxAttempts: 1)
    options.parallelism = 1
    options.windDown = 1_000_000
    let prepared = try PreparedPipeline(pipeline)
    try prepared.hooks.check(logger: silent)
    try cluster.embedded().takeDown()
    let job = LocalJob(plan: prepared.plan, carrier: prepared.carrier, options: options, hooks: prepared.hooks)
    try job.start()
    return job
  }

  @Test("The bundle waits for deliveries, and every record arrives once")
  func waiting() async throws {
    let cluster = try TestCluster(.embedded)
    let output = try cluster.makeTopic("out")
    let given = Given()
    let job = try start(5_000, given, output, on: cluster)
    try await wait(for: "a full queue") { given.areTooMany }
    try cluster.embedded().bringUp()
    #expect(try await job.outcome() == .finished)
    #expect(given.all == 5_000)
    #expect(try cluster.numbers(in: output, partitions: 1)[0].sorted() == Array(0..<5_000))
  }

  @Test("A job that is stopped while the queue is full ends, even without a broker")
  func stopping() async throws {
    let cluster = try TestCluster(.embedded)
    let output = try cluster.makeTopic("out")
    let given = Given()
    let job = try start(5_000, given, output, on: cluster)
    try await wait(for: "a full queue") { given.areTooMany }
    job.stop()
    #expect(try await job.outcome() == .stopped)
    #expect(given.all == 1_001)
  }
}
