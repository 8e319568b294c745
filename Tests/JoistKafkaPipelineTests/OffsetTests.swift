import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite(
  "When positions are committed",
  .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct OffsetTests {
  @Test("A job in one stage commits the ends of the partitions", arguments: ClusterKind.present)
  func fused(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 3)
    let output = try cluster.makeTopic("out", partitions: 3)
    try cluster.write(0..<500, toEachOf: 3, of: input)

    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "fused-\(input)", until: .latest))
      .filter { number(of: $0) % 2 == 0 }
      .writeKafka(.samePartition(output, cluster))
    try await pipeline.runHere()

    let published = try IndependentClient.committed("fused-\(input)", topic: input, at: cluster.bootstrapServers)
    #expect(published == [500, 500, 500])
    let expected = Array(stride(from: 0, to: 500, by: 2))
    #expect(try cluster.numbers(in: output, partitions: 3) == [expected, expected, expected])
  }

  @Test("A job resumes where the previous one ended", arguments: ClusterKind.present)
  func resumed(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 2)
    var seen: [[Int]] = []
    for run in 0..<2 {
      try cluster.write((100 * run)..<(100 * run + 100), toEachOf: 2, of: input)
      let collected = Collected<Int>()
      let pipeline = Pipeline()
      pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "again-\(input)", until: .latest))
        .map { number(of: $0) }
        .parDo(Collect(into: collected))
      try await pipeline.runHere()
      seen.append(collected.all.sorted())
    }
    #expect(seen[0] == (0..<200).map { $0 / 2 })
    #expect(seen[1] == (200..<400).map { $0 / 2 })
  }

  @Test("A job that groups commits nothing and logs which step holds records", arguments: ClusterKind.present)
  func windowed(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out")
    try cluster.write(0..<100, toEachOf: 2, of: input)
    let lines = Lines()

    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "held-\(input)", until: .latest))
      .windowed(by: .fixed(.seconds(10)))
      .map { "\(number(of: $0) % 10)" }
      .countPerElement("Tally")
      .map { KafkaRecord(value: Bytes(utf8: "\($0.value)")) }
      .writeKafka(KafkaSink(topic: output, brokers: cluster.brokers))
    try await pipeline.runHere(logger: lines.logger)

    let published = try IndependentClient.committed("held-\(input)", topic: input, at: cluster.bootstrapServers)
    #expect(published == [nil, nil])
    let told = lines.all.filter { $0.message.contains("positions are not committed") }
    #expect(told.count == 1)
    let step = told.first?.metadata["step"].map { "\($0)" }
    #expect(step?.contains("Tally") == true)
    let counts = try cluster.numbers(in: output, partitions: 1)[0]
    #expect(counts.reduce(0, +) == 200)
  }

  @Test("A job that groups logs this at the start, even without records")
  func windowedOfNothing() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in")
    let lines = Lines()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "nothing"))
      .windowed(by: .fixed(.seconds(10)))
      .map { "\(number(of: $0))" }
      .countPerElement("Tally")
      .writeNowhere()
    let job = try pipeline.startHere(logger: lines.logger)
    try await wait(for: "a word on positions") {
      lines.all.contains { $0.message.contains("positions are not committed") }
    }
    job.stop()
    _ = try await job.outcome()
  }

  @Test(
    "Positions that the group refuses are logged and do not fail the job",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func refused() async throws {
    let cluster = try TestCluster(.real)
    let input = try cluster.makeTopic("in")
    let group = "shared-\(input)"
    let (lines, collected) = (Lines(), Collected<Int>())
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: group))
      .map { number(of: $0) }
      .parDo(Collect(into: collected))
    let job = try pipeline.startHere(logger: lines.logger)
    let member = try IndependentClient.join(group, topic: input, at: cluster.bootstrapServers)
    try cluster.write(0..<100, toEachOf: 1, of: input)
    try await wait(for: "a refusal") { lines.all.contains { $0.message.contains("did not accept the group") } }
    try await wait(for: "the records") { collected.all.count >= 100 }
    #expect(refusals(job) > 0)
    try member.finish()
    try cluster.write(100..<200, toEachOf: 1, of: input)
    let watch = try TopicWatch(input, group: group, on: cluster)
    try await wait(for: "positions after the other has left") {
      try watch.positions == [KafkaPartition(input, 0): 200]
    }
    job.stop()
    #expect(try await job.outcome() == .stopped)
    #expect(collected.all == Array(0..<200))
    #expect(lines.all.count { $0.message.contains("did not accept the group") } == 1)
  }

  /// How many commits were refused, as the job's status has it.
  private func refusals(_ job: any Job) -> Int {
    job.status.counters.reduce(0) { $0 + ($1.name == "commitsFailed" ? $1.value : 0) }
  }

  @Test("A job that groups commits what it has read if told to")
  func afterRead() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in")
    try cluster.write(0..<100, toEachOf: 1, of: input)
    let pipeline = Pipeline()
    pipeline.readKafka(
      KafkaSource(
        topic: input, brokers: cluster.brokers, groupID: "read", until: .latest, offsets: .commitAfterRead)
    )
    .map { "\(number(of: $0))" }
    .countPerElement()
    .writeNowhere()
    try await pipeline.runHere()
    #expect(try IndependentClient.committed("read", topic: input, at: cluster.bootstrapServers) == [100])
  }
}
