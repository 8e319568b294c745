import Foundation
import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Lost positions", .takingTurns)
struct LostPositionTests {
  private func read(_ topic: String, _ cluster: TestCluster, until end: KafkaSource.End?) async throws -> [Int] {
    let collected = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, groupID: "lost-\(topic)", until: end))
      .map { number(of: $0) }
      .parDo(Collect(into: collected))
    try await pipeline.runHere()
    return collected.all
  }

  @Test(
    "The error for deleted records names topic, partition and range",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func deleted() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in", partitions: 2)
    try cluster.write(0..<50, toEachOf: 2, of: topic)
    #expect(try await read(topic, cluster, until: .latest).count == 100)
    try cluster.write(50..<100, toEachOf: 2, of: topic)
    try cluster.deleteRecords(of: topic, partition: 1, below: 70)
    for end in [nil, .latest] as [KafkaSource.End?] {
      let told = try await failure { _ = try await read(topic, cluster, until: end) }
      #expect(told.error.contains("\(topic)[1]") && told.error.contains("the records 50 to 69 were deleted"))
    }
  }

  @Test("A position after the end, as in a recreated topic, is lost", arguments: ClusterKind.present)
  func madeAgain(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<50, toEachOf: 1, of: topic)
    let other = try KafkaConsumerClient(
      KafkaConsumerOptions(brokers: cluster.bootstrapServers, groupID: "lost-\(topic)"), partitionCount: 1,
      logger: silent)
    other.commit(KafkaPartition(topic, 0), 70)
    #expect(other.close(within: .seconds(60)))
    for end in [nil, .latest, .count(5)] as [KafkaSource.End?] {
      let told = try await failure { _ = try await read(topic, cluster, until: end) }
      #expect(told.error.contains("position 70 in \(topic)[0]") && told.error.contains("ends at 50"))
    }
  }

  @Test(
    "A topic that is recreated while it is read fails the job, even if the new topic has more records",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func replacedTopic() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
    try cluster.write(0..<500, toEachOf: 1, of: topic) { now - 500 + Int64($0) }
    let read = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka("Read", KafkaSource(topic: topic, brokers: cluster.brokers))
      .map { number(of: $0) }.parDo(Collect(into: read))
    let job = try pipeline.startHere()
    try await wait(for: "the first topic") { read.all.count == 500 }
    // The watch asks about once a second; a loaded broker may need several to answer.
    try await Task.sleep(for: .seconds(10))
    try cluster.replaceTopic(topic)
    try cluster.write(1_000..<1_800, toEachOf: 1, of: topic)
    let told = try await failure { _ = try await job.outcome() }
    #expect(told.error.contains("\(topic)[0]") && told.error.contains("recreated"))
  }
}
