import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("From topic to topic", .takingTurns)
struct RoundTripTests {
  @Test(
    "Another client reads exactly the records that were written",
    .enabled(if: IndependentClient.isPresent, .init(rawValue: IndependentClient.missing)),
    arguments: ClusterKind.present)
  func roundTrip(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 4)
    let output = try cluster.makeTopic("out", partitions: 3)
    var sent = (0..<2_000).map { number in
      IndependentClient.Record(
        key: "key \(number % 7)", value: "value \(number)", timestamp: 1_700_000_000_000 + Int64(number))
    }
    sent += [
      IndependentClient.Record(key: nil, value: "no key", timestamp: 1_700_000_000_000),
      IndependentClient.Record(key: "tombstone", value: nil, timestamp: 1_700_000_000_000),
      IndependentClient.Record(key: "", value: "", timestamp: 1_700_000_000_000),
      IndependentClient.Record(
        key: "headers", value: "some", headers: [["a", "1"], ["a", "2"], ["none", nil], ["empty", ""]],
        timestamp: 1_700_000_000_000),
    ]
    try IndependentClient.write(sent, to: input, at: cluster.bootstrapServers)

    let brokers = KafkaBrokers(cluster.bootstrapServers)
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: brokers, until: .latest))
      .filter { $0.value != Bytes(utf8: "value 3") }
      .writeKafka(KafkaSink(topic: output, brokers: brokers))
    #expect(try await pipeline.runHere() == .finished)

    let written = try IndependentClient.read(output, at: cluster.bootstrapServers)
    let expected = sent.filter { $0.valueText != "value 3" }
    #expect(written.count == expected.count)
    #expect(sorted(written) == sorted(expected))
    // Where nothing failed, records of one key stand in the order they were sent.
    let numbers = written.filter { $0.keyText == "key 5" }.compactMap {
      $0.valueText?.split(separator: " ").last.flatMap { Int($0) }
    }
    #expect(numbers == numbers.sorted() && numbers.count > 100)
  }

  /// Key, value, headers and timestamp, in an order that does not depend on partitions.
  private func sorted(_ records: [IndependentClient.Record]) -> [String] {
    records.map { "\($0.key ?? "-") \($0.value ?? "-") \($0.headers) \($0.timestamp ?? 0)" }.sorted()
  }
}
