import Joist
import JoistKafka
import KafkaTestSupport
import Synchronization
import Testing

/// Fails at every so-manieth record that it sees.
struct Stumble: DoFn {
  typealias Input = KafkaRecord
  typealias Output = KafkaRecord
  struct Fall: Error {}

  /// Counts the records of all instances.
  final class Steps: Sendable {
    let count = Atomic(0)
  }

  let steps: Steps
  let stride: Int

  func process(_ record: KafkaRecord, in context: borrowing Context<KafkaRecord>) throws {
    if steps.count.add(1, ordering: .relaxed).newValue % stride == 0 { throw Fall() }
    context.emit(record)
  }
}

@Suite("Order and failures", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct OrderTests {
  @Test("bundles that fail lose nothing and keep the order of each partition", arguments: ClusterKind.present)
  func failures(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 4)
    let output = try cluster.makeTopic("out", partitions: 4)
    try cluster.write(0..<2_000, toEachOf: 4, of: input)

    let steps = Stumble.Steps()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "falls-\(input)", until: .latest))
      .parDo(Stumble(steps: steps, stride: 3_001)).main
      .writeKafka(.samePartition(output, cluster))
    try await pipeline.runHere(maxAttempts: 1_000)

    for written in try cluster.numbers(in: output, partitions: 4) {
      #expect(written.firsts == Array(0..<2_000))
    }
    let published = try IndependentClient.committed("falls-\(input)", topic: input, at: cluster.bootstrapServers)
    #expect(published == [2_000, 2_000, 2_000, 2_000])
  }

  @Test("a job that streams stays in order through failures of its bundles")
  func streaming() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out", partitions: 2)
    let collected = Collected<Int>()
    let steps = Stumble.Steps()

    let pipeline = Pipeline()
    let records = pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers))
      .parDo(Stumble(steps: steps, stride: 211)).main
    records.writeKafka(.samePartition(output, cluster))
    records.map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere(maxAttempts: 1_000)
    for part in 0..<20 { try cluster.write((part * 50)..<(part * 50 + 50), toEachOf: 2, of: input) }
    try await wait(for: "2,000 records") { collected.all.count >= 2_000 }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    // What was committed is exact.
    #expect(collected.all.sorted() == (0..<2_000).map { $0 / 2 })
    for written in try cluster.numbers(in: output, partitions: 2) { #expect(written.firsts == Array(0..<1_000)) }
  }
}
