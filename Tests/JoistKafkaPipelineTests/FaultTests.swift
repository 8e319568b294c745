import Joist
@testable import JoistKafka
import JoistRunner
import KafkaTestSupport
import Testing

@Suite("Faults in the middle of a job", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct FaultTests {
  @Test(
    "A job survives a broker that is killed and restarted",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func killedBroker() async throws {
    // It is let in again sooner than a crashed one of many would be.
    let broker = try RealBroker(properties: ["broker.session.timeout.ms=1000", "broker.heartbeat.interval.ms=200"])
    try broker.makeTopic("in", partitions: 2)
    try broker.makeTopic("out", partitions: 2)
    let cluster = TestCluster(broker)
    let collected = Collected<Int>()
    let pipeline = Pipeline()
    let records = pipeline.readKafka(KafkaSource(topic: "in", brokers: cluster.brokers, groupID: "killed"))
    records.writeKafka(.samePartition("out", cluster))
    records.map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere()
    let watch = try TopicWatch("in", group: "killed", on: cluster)

    let rounds = 3
    for round in 0..<rounds {
      try cluster.write((round * 10_000)..<(round * 10_000 + 10_000), toEachOf: 2, of: "in")
      try await wait(for: "the first records of round \(round)") { collected.all.count > round * 20_000 }
      try broker.kill()
      try broker.start()
      try await wait(for: "the records of round \(round)") { collected.all.count >= (round + 1) * 20_000 }
      try await wait(for: "the positions of round \(round)") {
        try Set(watch.positions.values) == [Int64(round + 1) * 10_000]
      }
    }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    #expect(collected.all.sorted() == (0..<(rounds * 20_000)).map { $0 / 2 })
    let expected = Array(0..<(rounds * 10_000))
    #expect(try cluster.numbers(in: "out", partitions: 2) == [expected, expected])
  }

  @Test("A failed producer is replaced, and its bundles are written again in order")
  func fatalProducer() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out", partitions: 2)
    let collected = Collected<Int>()
    let writing = KafkaWriting(.samePartition(output, cluster), report: ConnectorReport(step: ""))

    let pipeline = Pipeline()
    pipeline.beforeStartWithQueues { start in try writing.open(start) }
    pipeline.afterEnd { _ in writing.close(within: .seconds(2)) }
    let records = pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "fatal"))
    records.parDo("Write", WriteRecords(writing: writing))
    records.map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere()
    for round in 0..<3 {
      try cluster.write((round * 200)..<(round * 200 + 200), toEachOf: 2, of: input)
      if round < 2 { try writing.producer().fail() }
      try await wait(for: "round \(round)") { collected.all.count >= 400 * (round + 1) }
    }
    job.stop()
    #expect(try await job.outcome() == .stopped)
    for written in try cluster.numbers(in: output, partitions: 2) { #expect(written.firsts == Array(0..<600)) }
    let published = try IndependentClient.committed("fatal", topic: input, at: cluster.bootstrapServers)
    #expect(published == [600, 600])
  }
}
