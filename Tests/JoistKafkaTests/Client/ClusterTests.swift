import Beam
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Requests to a cluster")
struct ClusterTests {
  private func filled(_ cluster: TestCluster) throws -> String {
    let topic = try cluster.makeTopic("in", partitions: 3)
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    for number in 0..<10 { try batch.send("a", timestamp: 1_700_000_000_000 + Int64(number) * 1_000, partition: 0) }
    for _ in 0..<4 { try batch.send("b", partition: 2) }
    try batch.settle()
    return topic
  }

  @Test("The first and last offsets of partitions are known", arguments: ClusterKind.present)
  func ranges(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster)
    let clusterClient = try cluster.clusterClient()
    let ranges = try clusterClient.offsetRanges(of: clusterClient.topic(topic).partitions)
    #expect(
      ranges == [
        KafkaPartition(topic, 0): PartitionOffsets(first: 0, end: 10),
        KafkaPartition(topic, 1): PartitionOffsets(first: 0, end: 0),
        KafkaPartition(topic, 2): PartitionOffsets(first: 0, end: 4),
      ])
  }

  @Test(
    "Offsets are found by time, and none if no record is late enough",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func times() throws {
    let cluster = try TestCluster(.real)
    let topic = try filled(cluster)
    let partitions = (0..<2).map { KafkaPartition(topic, $0) }
    let clusterClient = try cluster.clusterClient()
    #expect(try clusterClient.offsets(of: partitions, atMilliseconds: 1_700_000_003_500) == [partitions[0]: 4])
    #expect(try clusterClient.offsets(of: partitions, atMilliseconds: 1_800_000_000_000) == [:])
  }

  @Test("The error for a missing partition names it", .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func noSuchPartition() throws {
    let cluster = try TestCluster(.real)
    let topic = try filled(cluster)
    let clusterClient = try cluster.clusterClient()
    let error = #expect(throws: KafkaError.self) { try clusterClient.offsetRanges(of: [KafkaPartition(topic, 7)]) }
    #expect(error?.message.contains("\(topic)[7]") == true)
  }

  @Test("A group resumes from its committed positions, which never go back", arguments: ClusterKind.present)
  func positions(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster)
    let group = "group-of-\(topic)"
    let partitions = try cluster.clusterClient().topic(topic).partitions
    #expect(try cluster.clusterClient(group: group).committedOffsets(of: partitions) == [:])

    let refusals = ConnectorReport(step: "Read").counter("commitsFailed", "commits were refused")
    let consumer = try cluster.consumer(group: group, partitions: 3, refusals: refusals)
    consumer.commit(partitions[0], 4)
    consumer.commit(partitions[2], 2)
    consumer.commit(partitions[0], 3)
    #expect(consumer.close(within: .seconds(120)))
    #expect(refusals.value == 0)
    #expect(
      try cluster.clusterClient(group: group).committedOffsets(of: partitions) == [partitions[0]: 4, partitions[2]: 2])
    #expect(try cluster.clusterClient().committedOffsets(of: partitions) == [:])
  }

  @Test("Positions are committed regularly, without closing the client", arguments: ClusterKind.present)
  func positionsSoon(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster)
    let partition = KafkaPartition(topic, 0)
    let consumer = try cluster.consumer(group: "soon-\(topic)")
    let clusterClient = try cluster.clusterClient(group: "soon-\(topic)")
    consumer.commit(partition, 7)
    var published: [KafkaPartition: Int64] = [:]
    let deadline = ContinuousClock.now + .seconds(120)
    while published.isEmpty, .now < deadline { published = try clusterClient.committedOffsets(of: [partition]) }
    #expect(published == [partition: 7])
    withExtendedLifetime(consumer) {}
  }

  @Test(
    "A group with active members is refused, and the error names them",
    .enabled(if: IndependentClient.isPresent, "\(IndependentClient.missing)"),
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func groupInUse() throws {
    let cluster = try TestCluster(.real)
    let topic = try filled(cluster)
    let group = "group-of-\(topic)"
    try cluster.clusterClient(group: group).refuseGroupInUse()

    let member = try IndependentClient.join(group, topic: topic, at: cluster.bootstrapServers)
    let error = #expect(throws: KafkaError.self) { try cluster.clusterClient(group: group).refuseGroupInUse() }
    #expect(error?.code == .groupInUse)
    #expect(error?.message.contains("\"\(group)\"") == true)
    #expect(error?.detail?.contains("independent-member") == true)
    try member.finish()
    try cluster.clusterClient(group: group).refuseGroupInUse()
  }

  @Test("A group is accepted if the cluster cannot describe it")
  func embeddedGroups() throws {
    try TestCluster(.embedded).clusterClient(group: "any").refuseGroupInUse()
  }
}
