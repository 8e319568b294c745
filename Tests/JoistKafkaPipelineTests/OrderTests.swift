import Joist
import JoistKafka
import KafkaTestSupport
import Synchronization
import Testing

/// Fails every so-manieth bundle that has records, beginning with the first: at its 20th record, or at its end where it has fewer.
/// Bundles are counted, not records, so that a bundle that is run again is another one.
struct Stumble: DoFn {
  typealias Input = KafkaRecord
  typealias Output = KafkaRecord
  struct Fall: Error {}

  /// What all instances count.
  final class Counts: Sendable {
    let bundles = Atomic(0)
    let falls = Atomic(0)
  }

  let counts: Counts
  let stride: Int
  private var seen = 0
  private var falls = false

  init(counts: Counts, stride: Int) {
    self.counts = counts
    self.stride = stride
  }

  mutating func startBundle() { (seen, falls) = (0, false) }

  mutating func process(_ record: KafkaRecord, in context: borrowing Context<KafkaRecord>) throws {
    if seen == 0 { falls = counts.bundles.add(1, ordering: .relaxed).oldValue.isMultiple(of: stride) }
    seen += 1
    if seen == 20 { try fallIfItMust() }
    context.emit(record)
  }

  mutating func finishBundle(in context: borrowing Context<KafkaRecord>) throws { try fallIfItMust() }

  private func fallIfItMust() throws {
    guard falls else { return }
    counts.falls.add(1, ordering: .relaxed)
    throw Fall()
  }
}

@Suite("Order and failures", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct OrderTests {
  @Test("Failed bundles lose no record and keep the order of each partition", arguments: ClusterKind.present)
  func failures(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 4)
    let output = try cluster.makeTopic("out", partitions: 4)
    try cluster.write(0..<2_000, toEachOf: 4, of: input)

    let counts = Stumble.Counts()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "falls-\(input)", until: .latest))
      .parDo(Stumble(counts: counts, stride: 2)).main
      .writeKafka(.samePartition(output, cluster))
    try await pipeline.runHere(maxAttempts: 1_000)

    #expect(counts.falls.load(ordering: .relaxed) > 0)
    for written in try cluster.numbers(in: output, partitions: 4) {
      #expect(written.firsts == Array(0..<2_000))
    }
    let published = try IndependentClient.committed("falls-\(input)", topic: input, at: cluster.bootstrapServers)
    #expect(published == [2_000, 2_000, 2_000, 2_000])
  }

  @Test("A streaming job keeps the order when bundles fail")
  func streaming() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out", partitions: 2)
    let collected = Collected<Int>()
    let counts = Stumble.Counts()

    let pipeline = Pipeline()
    let records = pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers))
      .parDo(Stumble(counts: counts, stride: 4)).main
    records.writeKafka(.samePartition(output, cluster))
    records.map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere(maxAttempts: 1_000)
    for part in 0..<20 { try cluster.write((part * 50)..<(part * 50 + 50), toEachOf: 2, of: input) }
    try await wait(for: "2,000 records") { collected.all.count >= 2_000 }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    #expect(counts.falls.load(ordering: .relaxed) > 0)
    // What was committed is exact.
    #expect(collected.all.sorted() == (0..<2_000).map { $0 / 2 })
    for written in try cluster.numbers(in: output, partitions: 2) { #expect(written.firsts == Array(0..<1_000)) }
  }
}
