import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("The origin of a refused record", .takingTurns)
struct FailureOriginTests {
  private struct Refused: Error {}

  /// The origins of the failures of all records, with the records.
  private func refused(_ source: KafkaSource) async throws -> [(origin: String, record: KafkaRecord)] {
    let collected = Collected<Failure<KafkaRecord>>()
    let pipeline = Pipeline()
    pipeline.readKafka(source).tryMap("Check") { _ -> Int in throw Refused() }.failures
      .parDo(Collect(into: collected))
    try await pipeline.runHere()
    return collected.all.map { ($0.origin, $0.element) }
  }

  @Test("The origin is the topic, the partition and the offset", arguments: ClusterKind.present)
  func position(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in", partitions: 3)
    try cluster.write(0..<500, toEachOf: 3, of: topic)
    // Of a count all partitions are one restriction.
    for end in [KafkaSource.End.latest, .count(1200)] {
      let found = try await refused(KafkaSource(topic: topic, brokers: cluster.brokers, until: end))
      #expect(found.count == (end == .latest ? 1500 : 1200))
      #expect(Set(found.map(\.origin)).count == found.count)
      for (origin, record) in found { #expect(origin == record.position?.description) }
    }
  }
}
