import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite(
  "Timestamps of written records", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct TimestampTests {
  private func write(_ timestamp: Timestamp?, to topic: String, on cluster: TestCluster) async throws {
    let pipeline = Pipeline()
    pipeline.create([KafkaRecord(key: [1], value: [2], timestamp: timestamp)])
      .writeKafka("Write", KafkaSink(topic: topic, brokers: cluster.brokers))
    try await pipeline.runHere()
  }

  /// The client takes 0 for the time of sending, the broker -1 for none: the record would arrive with another time.
  @Test(
    "A timestamp with a special meaning fails the job, and nothing is written", arguments: [0, -1])
  func unsendable(milliseconds: Int64) async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("out")
    let timestamp = Timestamp(milliseconds: milliseconds)
    let failure = try await #require(throws: StepFailure.self) { try await write(timestamp, to: topic, on: cluster) }
    #expect(failure.step == "Write/Write")
    #expect((failure.underlying as? KafkaError)?.code == .badTimestamp)
    #expect("\(failure)".hasPrefix("a record for \"\(topic)\" has the timestamp \(timestamp), which cannot be sent"))
    #expect(try IndependentClient.read(topic, at: cluster.bootstrapServers).isEmpty)
  }

  /// Other clients do not tell times before 1970 alike, so our own reads them back.
  @Test("Every other timestamp is written and read unchanged, even before 1970", arguments: ClusterKind.present)
  func others(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out")
    let times: [Int64] = [1, -2, -5, -86_400_000, Int64.min / 1000, 1_700_000_000_000]
    for time in times { try await write(Timestamp(milliseconds: time), to: topic, on: cluster) }
    let read = Collected<Int64>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, until: .latest))
      .map { record in record.timestamp?.milliseconds ?? 0 }.parDo(Collect(into: read))
    try await pipeline.runHere()
    #expect(read.all == times)
    #expect(try IndependentClient.read(topic, at: cluster.bootstrapServers).map(\.timestamp) == times)
  }
}
