import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Start and end of a read", .takingTurns)
struct BoundTests {
  /// What a source reads.
  private func read(_ source: KafkaSource) async throws -> [Int] {
    let collected = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(source).map { number(of: $0) }.parDo(Collect(into: collected))
    try await pipeline.runHere()
    return collected.all.sorted()
  }

  @Test(
    "A read until latest ends at the ends from the start, even of empty partitions", arguments: ClusterKind.present)
  func latest(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let full = try cluster.makeTopic("full", partitions: 2)
    let empty = try cluster.makeTopic("empty", partitions: 2)
    try cluster.write(0..<50, toEachOf: 2, of: full)
    #expect(
      try await read(KafkaSource(topics: [full, empty], brokers: cluster.brokers, until: .latest))
        == (0..<100).map { $0 / 2 })
    #expect(try await read(KafkaSource(topic: empty, brokers: cluster.brokers, until: .latest)) == [])
    #expect(
      try await read(KafkaSource(topic: full, brokers: cluster.brokers, startAt: .latest, until: .latest)) == [])
  }

  @Test(
    "A counted read has exactly that many records of all partitions, including later ones",
    arguments: ClusterKind.present)
  func count(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in", partitions: 3)
    try cluster.write(0..<20, toEachOf: 3, of: topic)
    for limit in [0, 1, 37, 60] {
      #expect(try await read(KafkaSource(topic: topic, brokers: cluster.brokers, until: .count(limit))).count == limit)
    }

    let collected = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, until: .count(100)))
      .map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere()
    try await wait(for: "what is there") { collected.all.count >= 60 }
    try cluster.write(20..<60, toEachOf: 2, of: topic)
    #expect(try await job.outcome() == .finished)
    #expect(collected.all.count == 100)
  }

  @Test("A read that starts at latest reads only new records", arguments: ClusterKind.present)
  func startAtLatest(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<20, toEachOf: 1, of: topic)
    let collected = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka("New", KafkaSource(topic: topic, brokers: cluster.brokers, startAt: .latest))
      .map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere()
    // Only what is written after the start counts, so write until some is seen.
    var next = 20
    while collected.all.isEmpty {
      try cluster.write(next..<(next + 1), toEachOf: 1, of: topic)
      next += 1
      try await Task.sleep(for: .milliseconds(20))
    }
    job.stop()
    _ = try await job.outcome()
    let seen = collected.all
    let first = try #require(seen.first)
    #expect(first >= 20)
    #expect(seen == Array(first..<(first + seen.count)))
  }

  @Test("Without a known position, auto.offset.reset decides")
  func reset() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<20, toEachOf: 1, of: topic)
    func source(_ reset: String) -> KafkaSource {
      KafkaSource(
        topic: topic, brokers: cluster.brokers, properties: ["auto.offset.reset": reset], groupID: "new",
        until: .latest)
    }
    #expect(try await read(source("latest")) == [])
    #expect(try await read(source("earliest")) == Array(0..<20))
    // The run before has published a position, so the last one is not asked.
    #expect(try await read(source("error")) == [])
    let message = try await failure {
      _ = try await read(
        KafkaSource(
          topic: topic, brokers: cluster.brokers, properties: ["auto.offset.reset": "error"], until: .latest))
    }
    #expect(message.error.contains("no position is known for \(topic)[0]"))
  }

  @Test("An explicit start takes precedence over a committed position", arguments: ClusterKind.present)
  func givenStart(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<20, toEachOf: 1, of: topic)
    func source(_ start: KafkaSource.Start, until end: KafkaSource.End = .latest) -> KafkaSource {
      KafkaSource(topic: topic, brokers: cluster.brokers, groupID: "given-\(topic)", startAt: start, until: end)
    }
    #expect(try await read(source(.committed, until: .count(5))) == Array(0..<5))
    // Nothing is read, and so the published position stays where it was.
    #expect(try await read(source(.latest)) == [])
    #expect(try await read(source(.earliest, until: .count(3))) == Array(0..<3))
    #expect(try await read(source(.committed)) == Array(3..<20))
    #expect(try await read(source(.committed)) == [])
    #expect(try await read(source(.earliest)) == Array(0..<20))
  }
}
