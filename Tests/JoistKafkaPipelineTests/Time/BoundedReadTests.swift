import Foundation
import Joist
import JoistFiles
import JoistKafka
import JoistRunner
import KafkaTestSupport
import TestSupport
import Testing

@Suite("A bounded read", .takingTurns)
struct BoundedReadTests {
  @Test("A file and a topic with the same data give the same counts, in any order and at any speed")
  func histories() async throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SplitMix(seed: seed)
    let cluster = try TestCluster(.embedded)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("histories-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    for turn in 0..<200 {
      let history = History(&random)
      let topic = try cluster.makeTopic("history-\(turn)", partitions: history.partitions)
      try history.write(to: topic, on: cluster)
      let path = folder.appendingPathComponent("\(turn).txt").path
      try history.lines.shuffled(using: &random).joined(separator: "\n")
        .write(toFile: path, atomically: true, encoding: .utf8)

      let fromTopic = Collected<String>()
      let reading = Pipeline()
      // Each fetch brings one batch, so that the read takes many bundles.
      let source = KafkaSource(
        topic: topic, brokers: cluster.brokers,
        properties: ["fetch.message.max.bytes": "100"], until: .latest)
      history.count(reading.readKafka(source).map { number(of: $0) }, into: fromTopic)
      let outcome = try await reading.runHere()

      let fromFile = Collected<String>()
      let file = Pipeline()
      let lines = file.readText(from: path).map { line in
        let parts = line.split(separator: " ").compactMap { Int64($0) }
        return KV(Timestamp(milliseconds: parts[0]), Int(parts[1]))
      }
      history.count(lines.withTimestamps { $0.key }.map { $0.value }, into: fromFile)
      try await file.runHere()

      #expect(outcome == .finished)
      #expect(fromTopic.all.sorted() == history.expected, "history \(turn) of seed \(seed), from the topic")
      #expect(fromFile.all.sorted() == history.expected, "history \(turn) of seed \(seed), from the file")
    }
  }

  @Test("A slow job counts every record of a disordered topic", arguments: ClusterKind.present)
  func slow(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<2_000, toEachOf: 1, of: topic) { 1_700_000_000_000 + Int64($0 * 7_919 % 2_000) * 1_000 }
    let counts = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: topic, brokers: cluster.brokers, until: .latest))
      .map("Work") { _ in
        usleep(1_000)
        return "all"
      }
      .windowed(by: .fixed(.seconds(10)))
      .countPerElement()
      .map { $0.value }
      .parDo(Collect(into: counts))
    let job = try pipeline.startHere()
    #expect(try await job.outcome() == .finished)
    #expect(counts.all.reduce(0, +) == 2_000)
    #expect(job.status.droppedLate == 0)
  }

  @Test("With the promise of event-time order, windows fire during the read", arguments: ClusterKind.present)
  func ordered(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<100, toEachOf: 1, of: topic) { 1_700_000_000_000 + Int64($0) * 1_000 }
    let (seen, fired) = (Collected<Int>(), Collected<Int>())
    let pipeline = Pipeline()
    // More than there are: the read keeps waiting for the rest, even if this test is scheduled late.
    let records = pipeline.readKafka(
      KafkaSource(
        topic: topic, brokers: cluster.brokers, until: .count(110), order: .inEventTimeOrder, idleAfter: .seconds(3_600)
      ))
    records.map { number(of: $0) }.parDo("See", Collect(into: seen))
    records.map { _ in "all" }.windowed(by: .fixed(.seconds(10))).countPerElement().map { $0.value }
      .parDo("Fired", Collect(into: fired))
    let job = try pipeline.startHere()
    try await wait(for: "nine windows") { fired.all.count == 9 }
    try cluster.write(100..<110, toEachOf: 1, of: topic) { 1_700_000_000_000 + Int64($0) * 1_000 }
    #expect(try await job.outcome() == .finished)
    #expect(fired.all == Array(repeating: 10, count: 11))
  }

  @Test("A broken promise of event-time order fails the job with the number of dropped elements")
  func brokenPromise() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    let fired = Collected<Int>()
    let pipeline = Pipeline()
    pipeline.readKafka(
      "Visits",
      KafkaSource(
        topic: topic, brokers: cluster.brokers, until: .count(103), order: .inEventTimeOrder, idleAfter: .seconds(3_600)
      )
    )
    .map { _ in "all" }.windowed(by: .fixed(.seconds(10))).countPerElement().map { $0.value }
    .parDo(Collect(into: fired))
    let job = try pipeline.startHere()
    try cluster.write(0..<100, toEachOf: 1, of: topic) { 1_700_000_000_000 + Int64($0) * 1_000 }
    try await wait(for: "nine windows") { fired.all.count == 9 }
    try cluster.write(100..<103, toEachOf: 1, of: topic) { _ in 1_700_000_000_000 }
    let message = try await failure { _ = try await job.outcome() }.error
    #expect(
      message == "the results are incomplete: 3 elements from step \"Visits\" were late and were dropped; "
        + "its source promises `.inEventTimeOrder`: increase `maxOutOfOrder`, or remove the promise")
    #expect(job.status.droppedLate == 3)
  }

  @Test("The out-of-memory error suggests the promise if a bounded read keeps windows open")
  func outOfMemory() async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("in")
    try cluster.write(0..<20_000, toEachOf: 1, of: topic) { 1_700_000_000_000 + Int64($0) * 1_000 }
    let message = try await failure {
      let pipeline = Pipeline()
      pipeline.readKafka("Visits", KafkaSource(topic: topic, brokers: cluster.brokers, until: .latest))
        .map { number(of: $0) }.windowed(by: .fixed(.seconds(10))).countPerElement().writeNowhere()
      var options = JobOptions.test(silent, maxAttempts: 1)
      options.memory = 200_000
      try await pipeline.run(on: LocalRunner(options: options))
    }.error
    #expect(message.hasPrefix("out of memory: "))
    #expect(
      message.hasSuffix(
        "; step \"Visits\" keeps its windows open until its end: "
          + "if its records are in order of their times, use `order: .inEventTimeOrder`"))
  }

}
