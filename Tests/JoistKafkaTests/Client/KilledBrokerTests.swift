import JoistKafka
import KafkaTestSupport
import Testing

@Suite("A broker that is killed and restarted", .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
struct KilledBrokerTests {
  @Test("Reader and writer continue without loss, duplicates or disorder")
  func carryOn() throws {
    let broker = try RealBroker()
    let topic = "through"
    try broker.makeTopic(topic, partitions: 1)
    let producer = try KafkaProducerClient(
      KafkaProducerOptions(brokers: broker.bootstrapServers), topics: [topic], logger: silent)
    let consumer = try KafkaConsumerClient(
      KafkaConsumerOptions(brokers: broker.bootstrapServers), partitionCount: 1, logger: silent)
    let reader = try consumer.takeReader(of: KafkaPartition(topic, 0), at: 0)

    let before = try producer.newBatch(to: topic)
    for number in 0..<1_000 { try before.send("\(number)") }
    try before.settle()
    var values = try reader.read { all, _ in all.count == 1_000 }.map(\.value)

    // Some of these are on their way when the broker dies: it has them, and its answer is lost.
    let during = try producer.newBatch(to: topic)
    for number in 1_000..<20_000 { try during.send("\(number)") }
    try broker.kill()
    for number in 20_000..<30_000 { try during.send("\(number)") }
    try broker.start()
    try during.settle()
    values += try reader.read { all, _ in all.count == 29_000 }.map(\.value)

    #expect(values.compactMap { $0.flatMap { Int($0) } } == Array(0..<30_000))
  }
}
