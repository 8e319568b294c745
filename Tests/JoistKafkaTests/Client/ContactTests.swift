import JoistKafka
import KafkaTestSupport
import Testing

@Suite("The first contact")
struct ContactTests {
  private static let nobody = "127.0.0.1:9"

  @Test("A reader without a broker fails within ten seconds with the address and the reason")
  func noBrokerToRead() throws {
    let options = try KafkaConsumerOptions(brokers: Self.nobody)
    let began = ContinuousClock.now
    let error = #expect(throws: KafkaError.self) { try KafkaClusterClient(options, logger: quiet) }
    #expect(began.duration(to: .now) < .seconds(10))
    #expect(error?.code == .noBroker)
    #expect(error?.description.contains("127.0.0.1:9") == true)
    #expect(error?.detail?.contains("Connection refused") == true)
    #expect(error?.hint?.contains("joist up") == true)
  }

  @Test("A writer without a broker fails within ten seconds with the address and the reason")
  func noBrokerToWrite() throws {
    let options = try KafkaProducerOptions(brokers: Self.nobody)
    let began = ContinuousClock.now
    let error = #expect(throws: KafkaError.self) { try KafkaProducerClient(options, topics: ["out"], logger: quiet) }
    #expect(began.duration(to: .now) < .seconds(10))
    #expect(error?.code == .noBroker)
    #expect(error?.detail?.contains("Connection refused") == true)
  }

  @Test("The error for an unknown host names it")
  func noSuchHost() throws {
    let options = try KafkaConsumerOptions(brokers: "no-such-host.invalid:9092")
    let error = #expect(throws: KafkaError.self) { try KafkaClusterClient(options, logger: quiet) }
    #expect(error?.code == .noBroker)
    #expect(error?.description.contains("no-such-host.invalid") == true)
  }

  @Test("The embedded broker is recognized", arguments: ClusterKind.present)
  func embedded(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    #expect(try cluster.clusterClient().cluster.isEmbedded == (kind == .embedded))
    #expect(try cluster.producer([]).cluster.isEmbedded == (kind == .embedded))
  }

  @Test("A topic is described, and a missing one is not created", arguments: ClusterKind.present)
  func topics(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let present = try cluster.makeTopic("present", partitions: 3)
    let clusterClient = try cluster.clusterClient()
    #expect(try clusterClient.topic(present).partitions == (0..<3).map { KafkaPartition(present, $0) })

    let missing = present + "-missing"
    let forReader = #expect(throws: KafkaError.self) { try clusterClient.topic(missing) }
    let forWriter = #expect(throws: KafkaError.self) { try cluster.producer([missing]) }
    for error in [forReader, forWriter] {
      #expect(error?.code == .noTopic)
      #expect(error?.message.contains("\"\(missing)\"") == true)
      #expect(error?.message.contains(cluster.bootstrapServers) == true)
      #expect(error?.detail?.contains(present) == true)
    }
    let names = try cluster.topicNames()
    #expect(names.contains(present))
    #expect(!names.contains(missing))
  }
}
