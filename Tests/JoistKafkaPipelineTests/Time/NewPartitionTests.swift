import Joist
@testable import JoistKafka
import KafkaTestSupport
import Testing

@Suite("New partitions of a topic", .takingTurns)
struct NewPartitionTests {
  @Test(
    "New partitions are read from their first records without loss, even after a restart with latest",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func growing() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    let group = "growing-\(topic)"
    // What was there before the group's first start is not read.
    try cluster.write(0..<10, toEachOf: 1, of: topic)
    var made = 0

    func start(_ counts: Collected<Int>) throws -> any Job {
      let pipeline = Pipeline()
      pipeline.readKafka(
        KafkaSource(
          topic: topic, brokers: cluster.brokers, properties: ["auto.offset.reset": "latest"], groupID: group,
          idleAfter: .seconds(3))
      ).countBySeconds(into: counts)
      return try pipeline.startHere()
    }
    func write(to partitions: [Int32]) async throws {
      let writer = try SteadyWriter(topic, on: cluster)
      try await writer.write(to: partitions, every: .milliseconds(50), for: .seconds(3))
      try writer.finish()
      made += writer.made
    }
    func end(_ job: any Job, _ counts: Collected<Int>) async throws {
      try await wait(for: "all windows") { counts.all.reduce(0, +) + job.status.droppedLate >= made }
      job.stop()
      _ = try await job.outcome()
      #expect(job.status.droppedLate == 0)
      #expect(counts.all.reduce(0, +) == made)
    }

    let counts = Collected<Int>()
    let job = try start(counts)
    let positions = try TopicWatch(topic, group: group, on: cluster)
    try await wait(for: "the position at the start") { try positions.positions == [KafkaPartition(topic, 0): 10] }
    try await write(to: [0])
    try cluster.addPartitions(to: topic, total: 3)
    try await write(to: [0, 1, 2])
    try await end(job, counts)
    #expect(job.status.counters.first { $0.name == "newPartitions" }?.value == 2)

    // Nothing of the windows was published, and the new partitions have no position: all is read again.
    try await write(to: [1, 2])
    let more = Collected<Int>()
    let again = try start(more)
    try await write(to: [0, 1, 2])
    try await end(again, more)
  }

  @Test("New partitions of a group with positions start at their first records, whatever the reset is")
  func starts() throws {
    func starts(_ source: KafkaSource, _ committed: [KafkaPartition: Int64], _ reset: OffsetReset) throws -> [Int64] {
      let held = Dictionary(
        uniqueKeysWithValues: (0..<3).map { (KafkaPartition("in", $0), PartitionOffsets(first: 5, end: 50)) })
      let found = try StartingPositions(source: source, offsetReset: reset).initial(of: held, committed: committed)
      return found.sorted { $0.key < $1.key }.map(\.value)
    }
    let endless = KafkaSource(topic: "in", brokers: "b:1", groupID: "g")
    let known = [KafkaPartition("in", 1): Int64(20)]
    for reset in [OffsetReset.earliest, .latest, .error] {
      #expect(try starts(endless, known, reset) == [5, 20, 5])
    }
    #expect(try starts(endless, [:], .earliest) == [5, 5, 5])
    #expect(try starts(endless, [:], .latest) == [50, 50, 50])
    #expect(throws: KafkaError.self) { try starts(endless, [:], .error) }
    var ending = endless
    ending.end = .latest
    #expect(try starts(ending, known, .latest) == [50, 20, 50])
    var latest = endless
    latest.start = .latest
    #expect(try starts(latest, [:], .earliest) == [50, 50, 50])
  }

  @Test("Partitions count as found only if the brokers describe every topic and the starting offsets")
  func found() {
    let found = FoundPartitions(["a", "b"])
    let (a0, a1, b0) = (KafkaPartition("a", 0), KafkaPartition("a", 1), KafkaPartition("b", 0))
    found.take([a0, b0], sent: 1, watermark: nil) { _ in [:] }
    #expect(found.beyond([0, 0]).sent == nil)
    found.begin([a0: 7, b0: 8], sent: 2)
    let woken = Collected<Int>()
    found.whenAnswered { woken.add([1]) }
    #expect(found.beyond([0, 0]).new.map(\.1) == [7, 8])
    found.take([a0, a1], sent: 3, watermark: nil) { _ in [a1: 0] }
    found.take([a0, a1, b0], sent: 4, watermark: nil) { _ in nil }
    #expect(found.beyond([1, 1]).sent == 2)
    #expect(found.beyond([1, 1]).new.isEmpty)
    #expect(woken.all.isEmpty)
    found.take([a0, a1, b0], sent: 5, watermark: nil) { $0 == [a1] ? [a1: 3] : nil }
    #expect(found.beyond([1, 1]).sent == 5)
    #expect(found.beyond([1, 1]).new.map(\.1) == [3])
    #expect(woken.all == [1])
  }
}
