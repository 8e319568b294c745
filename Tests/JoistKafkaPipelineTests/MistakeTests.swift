import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Errors before the job starts, within 10 seconds", .takingTurns)
struct MistakeTests {
  private static let nowhere: KafkaBrokers = "127.0.0.1:1"

  @Test("A missing broker is an error")
  func noBroker() async throws {
    async let source = failure {
      let pipeline = Pipeline()
      _ = pipeline.readKafka(KafkaSource(topic: "visits", brokers: Self.nowhere))
      try await pipeline.runHere()
    }
    async let sink = failure {
      let pipeline = Pipeline()
      pipeline.create([KafkaRecord(value: [1])]).writeKafka(KafkaSink(topic: "visits", brokers: Self.nowhere))
      try await pipeline.runHere()
    }
    for told in [try await source, try await sink] {
      #expect(told.error.contains("\"visits\"") && told.error.contains("127.0.0.1:1"))
      #expect(told.error.contains("joist up"))
      #expect(told.time < .seconds(10))
    }
  }

  @Test("An unavailable leader of the topic's partitions is an error, even if another broker responds")
  func leaderAway() async throws {
    // Leaders are chosen at random; among so many partitions, each broker leads some.
    let mock = try MockCluster(topics: [EmbeddedTopic("visits", partitions: 40)], brokers: 2, logger: silent)
    let brokers = KafkaBrokers(mock.bootstrapServers)
    mock.takeDown(broker: 2)
    async let source = failure {
      let pipeline = Pipeline()
      _ = pipeline.readKafka(KafkaSource(topic: "visits", brokers: brokers))
      try await pipeline.runHere()
    }
    async let sink = failure {
      let pipeline = Pipeline()
      pipeline.create([KafkaRecord(value: [1])]).writeKafka(KafkaSink(topic: "visits", brokers: brokers))
      try await pipeline.runHere()
    }
    for told in [try await source, try await sink] {
      #expect(told.error.contains("\"visits\"") && told.error.contains(mock.bootstrapServers))
      #expect(told.time < .seconds(10))
    }
  }

  @Test(
    "A missing topic is an error and is not created", .enabled(if: otherClient, "\(IndependentClient.missing)"),
    arguments: ClusterKind.present)
  func noTopic(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let other = try cluster.makeTopic("other")
    let missing = "missing-\(other)"
    let source = try await failure {
      let pipeline = Pipeline()
      _ = pipeline.readKafka(KafkaSource(topics: [other, missing], brokers: cluster.brokers))
      try await pipeline.runHere()
    }
    #expect(source.error.contains("\"\(missing)\"") && source.error.contains(cluster.bootstrapServers))
    #expect(source.time < .seconds(10))
    let sink = try await failure {
      let pipeline = Pipeline()
      pipeline.create([KafkaRecord(value: [1])]).writeKafka(KafkaSink(topic: missing, brokers: cluster.brokers))
      try await pipeline.runHere()
    }
    #expect(sink.error.contains("\"\(missing)\"") && sink.error.contains(cluster.bootstrapServers))
    #expect(try !IndependentClient.topics(at: cluster.bootstrapServers).contains(missing))
  }

  @Test("Unknown, invalid and reserved properties are errors")
  func properties() async throws {
    for (properties, words) in [
      (["grup.id": "x"] as KafkaProperties, "grup.id"), (["fetch.min.bytes": "many"], "fetch.min.bytes"),
      (["enable.auto.commit": "true"], "Joist commits offsets itself"),
      (["batch.num.messages": "5"], "batch.num.messages"),
    ] {
      let told = try await failure {
        let pipeline = Pipeline()
        _ = pipeline.readKafka(KafkaSource(topic: "visits", brokers: Self.nowhere, properties: properties))
        try await pipeline.runHere()
      }
      #expect(told.error.contains(words))
    }
    let told = try await failure {
      let pipeline = Pipeline()
      pipeline.create([KafkaRecord(value: [1])])
        .writeKafka(KafkaSink(topic: "out", brokers: Self.nowhere, properties: ["message.timeout.ms": "5"]))
      try await pipeline.runHere()
    }
    #expect(told.error.contains("message.timeout.ms") && told.error.contains("MistakeTests.swift:"))
  }

  @Test("Missing brokers, missing topics and repeated topics are errors")
  func nothingNamed() async throws {
    for (source, words) in [
      (KafkaSource(topic: "visits"), "no brokers are given"), (KafkaSource(topics: [], brokers: "b:1"), "no topic"),
      (KafkaSource(topics: ["a", "a"], brokers: "b:1"), "given twice"),
      (KafkaSource(topic: "a", brokers: "b:1", until: .count(-1)), "-1 records"),
    ] {
      let told = try await failure {
        let pipeline = Pipeline()
        _ = pipeline.readKafka(source)
        try await pipeline.runHere()
      }
      #expect(told.error.contains(words) && told.error.contains("ReadKafka"))
    }
  }

  @Test(
    "A group with other members is an error",
    .enabled(if: otherClient, "\(IndependentClient.missing)"),
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"), arguments: IndependentClient.GroupProtocol.allCases)
  func groupInUse(by groupProtocol: IndependentClient.GroupProtocol) async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    let member = try IndependentClient.join(
      "taken-\(topic)", topic: topic, at: cluster.bootstrapServers, by: groupProtocol)
    let told = try await failure {
      let pipeline = Pipeline()
      _ = pipeline.readKafka(
        KafkaSource(topic: topic, brokers: cluster.brokers, groupID: "taken-\(topic)", until: .latest))
      try await pipeline.runHere()
    }
    #expect(told.error.contains("taken-\(topic)") && told.error.contains("active members"))
    // The client does not see the members of the other protocol.
    #expect(told.error.contains(groupProtocol == .classic ? "independent-member" : "group protocol of Kafka 4"))
    try member.finish()
  }

  @Test(
    "A record that the topic refuses fails the job with its origin and key", arguments: ClusterKind.present)
  func tooLarge(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let output = try cluster.makeTopic("out")
    let told = try await failure {
      let pipeline = Pipeline()
      pipeline.create([0]).map { _ in
        KafkaRecord(key: Bytes(utf8: "large"), value: Bytes(repeatElement(7, count: 20_000_000)))
      }
      .writeKafka(KafkaSink(topic: output, brokers: cluster.brokers))
      try await pipeline.runHere()
    }
    #expect(told.error.contains(output) && told.error.contains("large") && told.error.contains("20000005 bytes"))
  }

  @Test(
    "A record of 20 MB is written if topic and sink allow it",
    .enabled(if: otherClient, "\(IndependentClient.missing)"),
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func large() async throws {
    let cluster = try TestCluster(.real)
    let allowed = 24 << 20
    let input = try cluster.makeTopic("in", largestRecord: allowed)
    let output = try cluster.makeTopic("out", largestRecord: allowed)
    let properties: KafkaProperties = ["message.max.bytes": "\(allowed)"]
    let made = Pipeline()
    made.create([0, 1, 2]).map { KafkaRecord(value: Bytes(repeatElement(UInt8(7 + $0), count: 20_000_000))) }
      .writeKafka(KafkaSink(topic: input, brokers: cluster.brokers, properties: properties))
    try await made.runHere()
    let copied = Pipeline()
    copied.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, until: .latest))
      .writeKafka(KafkaSink(topic: output, brokers: cluster.brokers, properties: properties))
    try await copied.runHere()
    let values = try IndependentClient.read(output, at: cluster.bootstrapServers).map(\.value).sorted { $0! < $1! }
    #expect(values.count == 3)
    for (index, value) in values.enumerated() {
      #expect(value == String(repeating: "0\(7 + index)", count: 20_000_000))
    }
  }
}
