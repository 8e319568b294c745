import Foundation
import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Windows of Kafka records", .takingTurns)
struct IdleTests {
  @Test("Windows fire although some partitions are idle or empty", arguments: ClusterKind.present)
  func idleness(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 4)
    // Two partitions have records, two have none.
    try cluster.write(0..<50, toEachOf: 2, of: input) { _ in 1_700_000_000_000 }
    let fired = Collected<Int>()

    let pipeline = Pipeline()
    pipeline.readKafka(
      KafkaSource(
        topic: input, brokers: cluster.brokers, maxOutOfOrder: .milliseconds(10), idleAfter: .milliseconds(300))
    )
    .windowed(by: .fixed(.seconds(1)))
    .map { _ in "all" }
    .countPerElement()
    .map { $0.value }
    .parDo(Collect(into: fired))
    let job = try pipeline.startHere()
    try await wait(for: "the window") { !fired.all.isEmpty }
    job.stop()
    _ = try await job.outcome()
    #expect(fired.all == [100])
  }

  @Test(
    "Partitions with more to read hold the watermark, so that no record of a backlog is late",
    arguments: ClusterKind.present)
  func backlog(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 3)
    // Each partition has an hour, a record every minute.
    try cluster.write(0..<60, toEachOf: 3, of: input) { 1_700_000_000_000 + Int64($0) * 60_000 }
    let counts = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(
      KafkaSource(topic: input, brokers: cluster.brokers, maxOutOfOrder: .zero, idleAfter: .milliseconds(200))
    )
    .windowed(by: .fixed(.minutes(1)))
    .map { _ in "all" }
    .countPerElement()
    .map { $0.value }
    .parDo(Collect(into: counts))
    let job = try pipeline.startHere()
    try await wait(for: "the windows") { counts.all.count >= 60 }
    job.stop()
    _ = try await job.outcome()
    #expect(counts.all == Array(repeating: 3, count: 60))
  }

  @Test("A record from the future makes no record late, and is logged and counted")
  func future() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in")
    try cluster.write(0..<1, toEachOf: 1, of: input) { _ in milliseconds() + 3_600_000 }
    let lines = Lines()
    let (seen, counts) = (Collected<Int>(), Collected<Int>())
    let pipeline = Pipeline()
    let records = pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers))
    records.map { number(of: $0) }.parDo("See", Collect(into: seen))
    records
      .windowed(by: .fixed(.seconds(1)))
      .map { _ in "all" }
      .countPerElement()
      .map { $0.value }
      .parDo(Collect(into: counts))
    let job = try pipeline.startHere(logger: lines.logger)
    try await wait(for: "the record from the future") { !seen.all.isEmpty }
    try cluster.write(1..<101, toEachOf: 1, of: input) { _ in milliseconds() }
    try await wait(for: "the others' windows") { counts.all.reduce(0, +) >= 100 }
    job.stop()
    _ = try await job.outcome()
    #expect(counts.all.reduce(0, +) == 100)
    #expect(job.status.counters.first { $0.name == "recordsFromFuture" }?.value == 1)
    let told = lines.all.filter { $0.message.contains("in the future") }
    #expect(told.map { "\($0.metadata["count"].map { "\($0)" } ?? "-")" } == ["1"])
  }

}
