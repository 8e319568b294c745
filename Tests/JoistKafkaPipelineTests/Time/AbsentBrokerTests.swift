import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Partitions with an unavailable broker", .takingTurns)
struct AbsentBrokerTests {
  /// Writes a record a second while the broker goes away and comes back, and counts what windows hold.
  private func count(
    _ topic: String, _ partitions: [Int32] = [0], on cluster: TestCluster, away: () async throws -> Void,
    absence: Duration, back: () async throws -> Void
  ) async throws {
    let counts = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, idleAfter: .seconds(2)))
      .countBySeconds(into: counts)
    let writer = try SteadyWriter(topic, on: cluster)
    let job = try pipeline.startHere()
    try await writer.write(to: partitions, every: .seconds(1), for: .seconds(3))
    try await away()
    try await writer.write(to: partitions, every: .seconds(1), for: absence)
    try await back()
    try await writer.write(to: partitions, every: .seconds(1), for: .seconds(3))
    try writer.finish()
    try await wait(for: "all windows") { counts.all.reduce(0, +) + job.status.droppedLate >= writer.made }
    job.stop()
    _ = try await job.outcome()
    #expect(job.status.droppedLate == 0)
    #expect(counts.all.reduce(0, +) == writer.made)
  }

  @Test("Records that a producer delivers after an outage are not late", arguments: [4, 8])
  func down(seconds: Int) async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    let mock = try cluster.embedded()
    try await count(
      topic, on: cluster, away: { mock.takeDown() }, absence: .seconds(seconds), back: { mock.bringUp() })
  }

  @Test("One leader can be unavailable while another responds")
  func leader() async throws {
    let cluster = try TestCluster(.embedded, brokers: 2)
    let topic = try cluster.makeTopic("in", partitions: 2)
    let mock = try cluster.embedded()
    for partition in 0..<2 as Range<Int32> { mock.setLeader(of: topic, partition: partition, broker: partition + 1) }
    try await count(
      topic, [0, 1], on: cluster, away: { mock.takeDown(broker: 2) }, absence: .seconds(8),
      back: { mock.bringUp(broker: 2) })
  }

  @Test("A real broker can be killed and restarted", .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func killed() async throws {
    let broker = try RealBroker()
    let cluster = TestCluster(broker)
    try await count(
      try cluster.makeTopic("in"), on: cluster, away: { try broker.kill() }, absence: .seconds(8),
      back: { try broker.start() })
  }

  @Test(
    "A real broker can be suspended and resumed with its connections",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func stopped() async throws {
    let broker = try RealBroker()
    let cluster = TestCluster(broker)
    try await count(
      try cluster.makeTopic("in"), on: cluster, away: { try broker.pause() }, absence: .seconds(8),
      back: { try broker.resume() })
  }
}
