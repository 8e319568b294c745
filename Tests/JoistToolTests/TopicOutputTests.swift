import Beam
import Foundation
import JoistKafka
import KafkaTestSupport
import Rows
import Testing

@testable import JoistTool

@Suite("Visits to a topic") struct TopicOutputTests {
  private static let quiet = Logger(label: "test", logLevel: .critical)

  @Test(
    "Records go to the partitions in turn", .enabled(if: IndependentClient.isPresent, "\(IndependentClient.missing)"),
    arguments: ClusterKind.present)
  func partitions(kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("website-visit", partitions: 4)
    let run = GenerationRun(
      settings: VisitSettings(malformedShare: 0.05), visitClock: .counted(from: .epoch, intervalNanos: 1_000_000),
      intervalNanos: nil, count: 2_500, progressEvery: 0, say: { _ in })
    try await run.run {
      try TopicOutput(topic: topic, brokers: cluster.bootstrapServers, logger: Self.quiet)
    }
    var generator = VisitGenerator(VisitSettings(malformedShare: 0.05))
    let expected = (0..<2_500).map { generator.next(at: Timestamp(milliseconds: Int64($0))) }
    let found = try IndependentClient.read(topic, at: cluster.bootstrapServers)
    for partition in 0..<4 {
      let records = found.filter { $0.partition == Int32(partition) }
      let sent = expected.enumerated().filter { $0.offset % 4 == partition }.map(\.element)
      #expect(records.map(\.keyText) == sent.map(\.key))
      #expect(records.map(\.valueText) == sent.map { String(decoding: $0.value, as: UTF8.self) })
    }
  }

  @Test("An error names a topic that does not exist") func absentTopic() throws {
    let cluster = try TestCluster(.embedded)
    #expect {
      try TopicOutput(topic: "absent", brokers: cluster.bootstrapServers, logger: Self.quiet)
    } throws: {
      "\($0)".contains("there is no topic \"absent\"")
    }
  }
}
