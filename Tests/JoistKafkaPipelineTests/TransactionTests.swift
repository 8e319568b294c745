import Foundation
import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Testing

@Suite(
  "Topics with transactions",
  .enabled(if: otherClient, "\(IndependentClient.missing)"),
  .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"),
  .takingTurns)
struct TransactionTests {
  private func read(_ source: KafkaSource) async throws -> [Int] {
    let collected = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(source).map { number(of: $0) }.parDo(Collect(into: collected))
    try await pipeline.runHere()
    return collected.all
  }

  @Test("A topic that ends in a commit marker is read to its end, and not again")
  func committed() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    try IndependentClient.transact(0..<10, in: topic, at: cluster.bootstrapServers, end: .commit)
    let source = KafkaSource(topic: topic, brokers: cluster.brokers, groupID: "marks-\(topic)", until: .latest)
    #expect(try await read(source) == Array(0..<10))
    #expect(try IndependentClient.committed("marks-\(topic)", topic: topic, at: cluster.bootstrapServers) == [11])
    #expect(try await read(source) == [])
  }

  @Test("Records of an aborted transaction at the end are read only on request, and not again")
  func aborted() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<5, toEachOf: 1, of: topic)
    try IndependentClient.transact(5..<10, in: topic, at: cluster.bootstrapServers, end: .abort)
    let source = KafkaSource(topic: topic, brokers: cluster.brokers, groupID: "aborts-\(topic)", until: .latest)
    #expect(try await read(source) == Array(0..<5))
    // Behind the records of the transaction and its mark.
    #expect(try IndependentClient.committed("aborts-\(topic)", topic: topic, at: cluster.bootstrapServers) == [11])
    #expect(try await read(source) == [])
    #expect(
      try await read(
        KafkaSource(topic: topic, brokers: cluster.brokers, until: .latest, isolation: .readUncommitted))
        == Array(0..<10))
  }

  @Test("A bounded read ends before an open transaction; an unbounded one continues after the commit")
  func open() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<5, toEachOf: 1, of: topic)
    let transaction = try IndependentClient.beginTransaction(5..<10, in: topic, at: cluster.bootstrapServers)
    try cluster.write(10..<15, toEachOf: 1, of: topic)
    #expect(try await read(KafkaSource(topic: topic, brokers: cluster.brokers, until: .latest)) == Array(0..<5))

    let collected = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers)).map { number(of: $0) }
      .parDo(Collect(into: collected))
    let job = try pipeline.startHere()
    try await wait(for: "what stands before it") { collected.all.count >= 5 }
    try transaction.finish()
    try await wait(for: "what stands in it and after it") { collected.all.count >= 15 }
    job.stop()
    _ = try await job.outcome()
    #expect(collected.all == Array(0..<15))
  }

  @Test("An open transaction holds the watermark and is reported")
  func openHolds() async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<5, toEachOf: 1, of: topic) { _ in 1_700_000_000_000 }
    let (seen, counts, lines) = (Collected<Int>(), Collected<Int>(), Lines())
    let pipeline = Pipeline()
    let records = pipeline.readKafka(
      KafkaSource(
        topic: topic, brokers: cluster.brokers, maxOutOfOrder: .zero, idleAfter: .milliseconds(200)))
    records.map { number(of: $0) }.parDo("See", Collect(into: seen))
    counted(records, into: counts)
    // The transaction begins before the job starts, or the partition would be idle before.
    let transaction = try IndependentClient.beginTransaction(5..<10, in: topic, at: cluster.bootstrapServers)
    let job = try pipeline.startHere(logger: lines.logger)
    try await wait(for: "what stands before it") { seen.all.count >= 5 }
    try await wait(for: "a word on the transaction") {
      lines.all.contains { $0.message.contains("open transaction") }
    }
    #expect(counts.all.isEmpty)
    #expect(job.status.notes.map(\.step) == ["ReadKafka"])
    #expect(job.status.notes.map(\.key) == ["\(topic)[0]"])
    #expect(job.status.notes.allSatisfy { $0.message.hasSuffix("\(topic)[0] from offset 5") })
    try transaction.finish()
    try await wait(for: "all windows") { counts.all.reduce(0, +) >= 10 }
    try await wait(for: "a status without the transaction") { job.status.notes.isEmpty }
    job.stop()
    _ = try await job.outcome()
    let told = lines.all.filter { $0.message.contains("open transaction") }
    #expect(told.map { "\($0.metadata["partition"].map { "\($0)" } ?? "-")" } == ["\(topic)[0]"])
    #expect(told.map { "\($0.metadata["offset"].map { "\($0)" } ?? "-")" } == ["5"])
  }

  @Test(
    "A commit marker at the end does not hold the watermark, even if it came later",
    arguments: [IndependentClient.TransactionEnd.commit, .abort])
  func marks(_ end: IndependentClient.TransactionEnd) async throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    let seen = Collected<Int>()
    try IndependentClient.transact(0..<5, in: topic, at: cluster.bootstrapServers, end: end)
    let pipeline = Pipeline()
    pipeline.readKafka(
      KafkaSource(topic: topic, brokers: cluster.brokers, maxOutOfOrder: .zero, idleAfter: .milliseconds(200))
    )
    .map { number(of: $0) }.parDo(Collect(into: seen))
    let job = try pipeline.startHere()
    for numbers in [5..<10, 10..<15] {
      try IndependentClient.transact(numbers, in: topic, at: cluster.bootstrapServers, end: end)
      let ended = Int64(Date().timeIntervalSince1970 * 1_000)
      if end == .commit {
        try await wait(for: "the records up to \(numbers)") { seen.all.count >= numbers.upperBound }
      }
      try await wait(for: "the watermark behind \(numbers)") {
        job.status.steps.allSatisfy { $0.watermark > ended }
      }
    }
    job.stop()
    _ = try await job.outcome()
    #expect(seen.all == (end == .commit ? Array(0..<15) : []))
  }

  /// Counts records in windows of a second.
  private func counted(_ records: PCollection<KafkaRecord>, into counts: Collected<Int>) {
    records
      .windowed(by: .fixed(.seconds(1)))
      .map { _ in "all" }
      .countPerElement()
      .map { $0.value }
      .parDo(Collect(into: counts))
  }
}
