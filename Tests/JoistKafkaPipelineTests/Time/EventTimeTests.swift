import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Testing

/// Each value is a number, its event time that many seconds after a moment in 2023; Kafka's timestamps are of now.
@Suite("Event time from the record", .takingTurns)
struct EventTimeTests {
  private struct NoNumber: Error {}

  private static let eventTime: KafkaSource.EventTime = { record in
    guard let value = record.value, let number = Int64(String(decoding: value, as: UTF8.self)) else { throw NoNumber() }
    return Timestamp(milliseconds: 1_700_000_000_000 + number * 1_000)
  }

  /// Counts the records of windows of ten seconds, in the order in which windows fire.
  private func count(_ source: KafkaSource, into counts: Collected<Int>) -> Pipeline {
    let pipeline = Pipeline()
    pipeline.readKafka("Read", source).map { _ in "all" }.windowed(by: .fixed(.seconds(10))).countPerElement()
      .map(\.value).parDo(Collect(into: counts))
    return pipeline
  }

  @Test(
    "Old records get the same windows in a new job, in a read that ends, and in a running job",
    arguments: ClusterKind.present)
  func sameWindows(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in", partitions: 2)
    let source = KafkaSource(
      topic: topic, brokers: cluster.brokers, maxOutOfOrder: .zero, idleAfter: .seconds(3_600),
      eventTime: Self.eventTime)
    let running = Collected<Int>()
    let first = try count(source, into: running).startHere()
    try cluster.write(0..<100, toEachOf: 2, of: topic)
    try await wait(for: "the windows of a job that runs") { running.all.count >= 9 }

    let fresh = Collected<Int>()
    let second = try count(source, into: fresh).startHere()
    try await wait(for: "the windows of a fresh job") { fresh.all.count >= 9 }

    let bounded = Collected<Int>()
    var ending = source
    ending.end = .latest
    try await count(ending, into: bounded).runHere()
    for job in [first, second] {
      job.stop()
      #expect(try await job.outcome() == .stopped)
      #expect(job.status.droppedLate == 0)
    }
    let nine = Array(repeating: 20, count: 9)
    #expect(running.all == nine && fresh.all == nine)
    #expect(bounded.all == nine + [20])
  }

  @Test("An idle partition follows the others, and the clock moves the watermark only on request")
  func idle() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in", partitions: 2)
    var source = KafkaSource(
      topic: topic, brokers: cluster.brokers, maxOutOfOrder: .zero, idleAfter: .milliseconds(300),
      eventTime: Self.eventTime)
    #expect(source.idle == .otherPartitions && source.maxAhead == nil)
    // The second partition has no records.
    try cluster.write(0..<25, toEachOf: 1, of: topic)
    let counts = Collected<Int>()
    let job = try count(source, into: counts).startHere()
    try await wait(for: "two windows") { counts.all.count >= 2 }
    // Long after both are idle, older records than the clock are on time.
    try await Task.sleep(for: .seconds(3))
    try cluster.write(25..<45, toEachOf: 1, of: topic)
    try await wait(for: "four windows") { counts.all.count >= 4 }
    job.stop()
    _ = try await job.outcome()
    #expect(counts.all == [10, 10, 10, 10])
    #expect(job.status.droppedLate == 0)

    source.idle = .clock
    let all = Collected<Int>()
    let other = try count(source, into: all).startHere()
    try await wait(for: "the last window too") { all.all.count >= 5 }
    other.stop()
    _ = try await other.outcome()
    #expect(all.all == [10, 10, 10, 10, 5])
  }

  @Test("Records without an event time are counted and keep Kafka's timestamp")
  func unreadable() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<10, toEachOf: 1, of: topic)
    let producer = try KafkaProducerClient(
      KafkaProducerOptions(brokers: cluster.bootstrapServers), topics: [topic], logger: silent)
    let batch = try producer.newBatch(to: topic)
    try batch.send(key: nil, value: nil, timestamp: Timestamp(milliseconds: 1_800_000_000_000))
    batch.finish { _ in }
    #expect(producer.flush(within: .seconds(30)))
    try cluster.write(10..<20, toEachOf: 1, of: topic)
    let times = Collected<Int64>()
    let pipeline = Pipeline()
    pipeline.readKafka(
      KafkaSource(topic: topic, brokers: cluster.brokers, until: .latest, eventTime: Self.eventTime)
    )
    .map { _, info in info.timestamp.milliseconds }
    .parDo(Collect(into: times))
    let job = try pipeline.startHere()
    #expect(try await job.outcome() == .finished)
    let read = (0..<20).map { 1_700_000_000_000 + Int64($0) * 1_000 }
    #expect(times.all.filter { $0 < 1_750_000_000_000 } == read && times.all.count == 21)
    #expect(job.status.counters.first { $0.name == "recordsWithoutEventTime" }?.value == 1)
  }
}
