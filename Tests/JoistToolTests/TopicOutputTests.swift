import Foundation
import JoistKafka
import KafkaTestSupport
import Rows
import Synchronization
import Testing

@testable import JoistTool

@Suite("Visits to a topic") struct TopicOutputTests {
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
      try TopicOutput(topic: topic, KafkaOptions(brokers: KafkaBrokers(cluster.bootstrapServers))) { _ in }
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
      try TopicOutput(topic: "absent", KafkaOptions(brokers: KafkaBrokers(cluster.bootstrapServers))) { _ in }
    } throws: {
      "\($0)".contains("there is no topic \"absent\"")
    }
  }

  @Test("An absent broker is reported, and records that it did not acknowledge are counted")
  func absentBroker() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("visits")
    let complaints = Mutex<[String]>([])
    let options = KafkaOptions(brokers: KafkaBrokers(cluster.bootstrapServers))
    let writing = Task {
      let output = try TopicOutput(topic: topic, options) { line in complaints.withLock { $0.append(line) } }
      var generator = VisitGenerator(VisitSettings())
      var count = 0
      while !Task.isCancelled {
        if count == 10 {
          try output.flush()
          while output.delivered < 10 { try await Task.sleep(for: .milliseconds(5)) }
          try cluster.embedded().takeDown()
        }
        if count < 20 {
          try output.write(generator.next(at: .epoch))
          count += 1
        }
        try output.flush()
        try? await Task.sleep(for: .milliseconds(5))
      }
      try output.finish(complete: false)
    }
    // Other tests may keep both threads for minutes.
    let deadline = ContinuousClock.now + .seconds(400)
    while complaints.withLock({ $0.isEmpty }), .now < deadline { try await Task.sleep(for: .milliseconds(50)) }
    writing.cancel()
    let error = await #expect(throws: KafkaError.self) { try await writing.value }
    #expect(error?.message == "10 of 20 records were not delivered to topic \(topic) at \(cluster.bootstrapServers)")
    #expect(complaints.withLock { $0.first }?.hasPrefix("no record has been delivered for") == true)
  }
}
