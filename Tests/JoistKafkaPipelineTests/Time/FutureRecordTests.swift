import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Records ahead of the clock in a topic", .takingTurns)
struct FutureRecordTests {
  @Test(
    "Records from the future do not make records of an hour ago late",
    arguments: [30_000, 7_200_000, 86_400_000] as [Int64])
  func backlog(ahead: Int64) async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    let start = milliseconds() - 3_600_000
    // Small batches make many fetches, and so many bundles.
    for number in 0..<60 {
      try cluster.write(number..<(number + 1), toEachOf: 1, of: topic) { start + Int64($0) * 5_000 }
      if number == 9 { try cluster.write(0..<1, toEachOf: 1, of: topic) { _ in milliseconds() + ahead } }
    }
    let (seen, counts) = (Collected<Int>(), Collected<Int>())
    let pipeline = Pipeline()
    let records = pipeline.readKafka(
      KafkaSource(
        topic: topic, brokers: cluster.brokers, properties: ["fetch.message.max.bytes": "100"], idleAfter: .seconds(1)))
    records.map { number(of: $0) }.parDo("See", Collect(into: seen))
    records.countBySeconds(into: counts)
    let job = try pipeline.startHere()
    try await wait(for: "the windows") { counts.all.reduce(0, +) + job.status.droppedLate >= 60 }
    job.stop()
    _ = try await job.outcome()
    #expect(seen.all.count == 61)
    #expect(job.status.droppedLate == 0)
    let counter = ahead > 60_000 ? "recordsFromFuture" : "recordsAheadOfClock"
    #expect(job.status.counters.first { $0.name == counter }?.value == 1)
  }

  @Test("Records from the future do not make records late that are slightly behind the clock")
  func live() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    let counts = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, idleAfter: .seconds(10)))
      .countBySeconds(into: counts)
    let writer = try SteadyWriter(topic, on: cluster)
    let job = try pipeline.startHere()
    try writer.write(to: 0, ahead: 86_400_000)
    try await writer.write(to: [0], every: .milliseconds(100), for: .seconds(6), ahead: -3_000)
    try writer.finish()
    try await wait(for: "the windows") { counts.all.reduce(0, +) + job.status.droppedLate >= writer.made - 1 }
    let note = try #require(job.status.notes.first?.message)
    #expect(note.hasPrefix("records of \(topic)[0] are up to ") && note.hasSuffix(" ahead of this machine's clock"))
    #expect(note.contains("23 h 5") || note.contains("1 d 00 h"))
    job.stop()
    _ = try await job.outcome()
    #expect(job.status.droppedLate == 0)
  }

  @Test("A producer whose clock is 3 s ahead does not stall the windows")
  func producerAhead() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    let counts = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers)).countBySeconds(into: counts)
    let writer = try SteadyWriter(topic, on: cluster)
    let job = try pipeline.startHere()
    try await wait(for: "windows while the producer goes on") {
      try writer.write(to: 0, ahead: 3_000)
      return counts.all.count >= 3
    }
    try writer.finish()
    let note = try #require(job.status.notes.first?.message)
    #expect(note.hasPrefix("records of \(topic)[0] are up to 3.0 s ahead") || note.contains("up to 2.9 s ahead"))
    #expect(job.status.counters.first { $0.name == "recordsAheadOfClock" }?.value ?? 0 > 0)
    job.stop()
    _ = try await job.outcome()
    #expect(job.status.droppedLate == 0)
  }
}
