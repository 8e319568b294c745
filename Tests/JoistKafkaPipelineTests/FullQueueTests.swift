import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Synchronization
import Testing

/// Bundles of more records than the producer holds at once.
@Suite("A producer's queue that is full", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct FullQueueTests {
  /// Records that a sink has tried to send, counted where it asks for their partitions.
  private final class Tries: Sendable {
    let count = Atomic(0)

    func sink(_ topic: String, _ cluster: TestCluster) -> KafkaSink {
      KafkaSink(
        topic: topic, brokers: cluster.brokers, properties: ["queue.buffering.max.messages": "1000"]
      ) { [self] _ in
        count.add(1, ordering: .relaxed)
        return 0
      }
    }

    /// Whether one has been tried that had no room.
    var haveFailed: Bool { count.load(ordering: .relaxed) > 1_001 }
  }

  private func start(_ numbers: Int, _ tries: Tries, _ output: String, on cluster: TestCluster) throws -> LocalJob {
    let pipeline = Pipeline()
    pipeline.create(0..<numbers).map { KafkaRecord(value: Bytes(utf8: "\($0)")) }
      .writeKafka(tries.sink(output, cluster))
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

  @Test("the bundle waits for deliveries, and every record arrives once")
  func waiting() async throws {
    let cluster = try TestCluster(.embedded)
    let output = try cluster.makeTopic("out")
    let tries = Tries()
    let job = try start(5_000, tries, output, on: cluster)
    try await wait(for: "a full queue") { tries.haveFailed }
    try cluster.embedded().bringUp()
    #expect(try await job.outcome() == .finished)
    #expect(try cluster.numbers(in: output, partitions: 1)[0].sorted() == Array(0..<5_000))
  }

  @Test("a job that is stopped meanwhile ends, though no broker is there to make room")
  func stopping() async throws {
    let cluster = try TestCluster(.embedded)
    let output = try cluster.makeTopic("out")
    let tries = Tries()
    let job = try start(5_000, tries, output, on: cluster)
    try await wait(for: "a full queue") { tries.haveFailed }
    job.stop()
    #expect(try await job.outcome() == .stopped)
  }
}
