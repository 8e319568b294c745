import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Two steps with the same topic and group", .takingTurns)
struct GroupUseTests {
  /// Builds two steps and runs them.
  private func read(_ first: KafkaSource, _ second: KafkaSource) async throws {
    let pipeline = Pipeline()
    pipeline.readKafka("ReadA", first).writeNowhere()
    pipeline.readKafka("ReadB", second).writeNowhere()
    try await pipeline.runHere()
  }

  @Test(
    "When the graph is built, the error names both steps, the topic and the group",
    arguments: [
      KafkaSource(topic: "visits", brokers: "broker:9092", groupID: "g"),
      KafkaSource(topic: "visits", brokers: "BROKER:9092,other:1", groupID: "g", startAt: .earliest, until: .latest),
      KafkaSource(topics: ["orders", "visits"], brokers: "plaintext://broker", properties: ["group.id": "g"]),
      KafkaSource(topic: "visits", properties: ["group.id": "g", "bootstrap.servers": "one:1,broker"]),
    ])
  func sameAddress(second: KafkaSource) async throws {
    let told = try await failure {
      try await read(KafkaSource(topic: "visits", brokers: "broker:9092", groupID: "g"), second)
    }
    for words in ["\"ReadA\"", "\"ReadB\"", "\"visits\"", "\"g\"", "GroupUseTests.swift:"] {
      #expect(told.error.contains(words))
    }
    // Nobody was asked.
    #expect(!told.error.contains("no broker responded"))
  }

  @Test("When the job starts, two addresses of one cluster are recognized")
  func sameCluster() async throws {
    let mock = try MockCluster(topics: [EmbeddedTopic("visits", partitions: 1)], brokers: 2, logger: silent)
    let addresses = mock.bootstrapServers.split(separator: ",").map { KafkaBrokers(String($0)) }
    #expect(Set(addresses).count == 2)
    let told = try await failure {
      try await read(
        KafkaSource(topic: "visits", brokers: addresses[0], groupID: "g", until: .latest),
        KafkaSource(topic: "visits", brokers: addresses[1], groupID: "g", until: .latest))
    }
    for words in ["\"ReadA\"", "\"ReadB\"", "\"visits\"", "\"g\""] { #expect(told.error.contains(words)) }
  }

  @Test("Other topics, other groups, and no group are allowed, even in a second run")
  func allowed() async throws {
    let cluster = try TestCluster(.embedded)
    let other = try TestCluster(.embedded)
    let visits = try cluster.makeTopic("visits")
    let orders = try cluster.makeTopic("orders")
    try other.embedded().makeTopic(EmbeddedTopic(visits, partitions: 1))
    func source(_ topic: String, _ group: String?, _ cluster: TestCluster) -> KafkaSource {
      KafkaSource(topic: topic, brokers: cluster.brokers, groupID: group, until: .latest)
    }
    for second in [
      source(orders, "g", cluster), source(visits, "h", cluster), source(visits, nil, cluster),
      source(visits, "g", other),
    ] {
      try await read(source(visits, "g", cluster), second)
    }
    try await read(source(visits, nil, cluster), source(visits, nil, cluster))
    let pipeline = Pipeline()
    pipeline.readKafka(source(visits, "g", cluster)).writeNowhere()
    for _ in 0..<2 { try await pipeline.runHere() }
  }
}
