import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite(
  "Records that a topic refuses", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct OversizedTests {
  private struct Odd: Error, CustomStringConvertible { var description = "odd" }

  /// Copies numbers from a topic; the odd ones go to another as they are.
  private func copy(
    _ input: String, to good: String, oddTo odd: KafkaSink, _ cluster: TestCluster,
    _ change: @escaping @Sendable (KafkaRecord) -> KafkaRecord
  ) async throws {
    let pipeline = Pipeline()
    let (results, failures) = pipeline.readKafka(
      "Read", KafkaSource(topic: input, brokers: cluster.brokers, startAt: .earliest, until: .latest)
    ).tryMap("Check") { record throws(Odd) in
      if record.headers["odd"] != nil { throw Odd() }
      return record
    }
    results.map("Change") { change($0) }.writeKafka("WriteGood", KafkaSink(topic: good, brokers: cluster.brokers))
    failures.map("Explain") { KafkaRecord(key: $0.element.key, value: $0.element.value, headers: ["id": $0.id]) }
      .writeKafka("WriteOdd", odd)
    try await pipeline.runHere()
  }

  @Test(
    "A dead letter as large as its record is cut to the topic's limit and marked", arguments: ClusterKind.present)
  func cut(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", largestRecord: 8 << 20)
    let odd = try cluster.makeTopic("odd")
    let small = try cluster.makeTopic("small", largestRecord: 5_000)
    let sizes = [10, 999_900, 1_040_000] + (kind == .real ? [3_000_000] : [])
    for size in sizes {
      let pipeline = Pipeline()
      pipeline.create([size]).map {
        KafkaRecord(key: Bytes(utf8: "k"), value: Bytes(repeatElement(118, count: $0)), headers: ["odd": ""])
      }
      .writeKafka(KafkaSink(topic: input, brokers: cluster.brokers))
      try await pipeline.runHere()
    }
    for (topic, limit) in [(odd, 1_048_588), (small, kind == .real ? 5_000 : 1_048_588)] {
      try await copy(
        input, to: odd, oddTo: KafkaSink(topic: topic, brokers: cluster.brokers, oversized: .cut), cluster
      ) { $0 }
      let records = try IndependentClient.read(topic, at: cluster.bootstrapServers)
      #expect(records.count == sizes.count)
      for (record, size) in zip(records, sizes) {
        #expect(record.keyText == "k")
        let length = record.valueText?.utf8.count ?? 0
        let mark = record.headerTexts.first { $0[0] == "joist.cut" }?[1]
        if size < limit - 1_000 {
          #expect(length == size && mark == nil)
        } else {
          #expect((limit - 1_000..<limit).contains(length) || length == size)
          if length < size { #expect(mark == "value \(length) of \(size) bytes") }
        }
        #expect(record.headerTexts.contains { $0[0] == "id" })
      }
    }
  }

  @Test(
    "The error for a refused record names step, record, origin and remedy",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"), arguments: [false, true])
  func refused(isLarge: Bool) async throws {
    let cluster = try TestCluster(.real)
    let input = try cluster.makeTopic("in")
    let good = try cluster.makeTopic("good")
    try cluster.write(0..<20, toEachOf: 1, of: input)
    let told = try await failure {
      try await copy(input, to: good, oddTo: KafkaSink(topic: good, brokers: cluster.brokers), cluster) { record in
        var copy = record
        copy.position = nil
        guard number(of: record) == 13 else { return copy }
        if isLarge {
          copy.value = Bytes(repeatElement(7, count: 1_500_000))
        } else {
          copy.timestamp = Timestamp(milliseconds: 4_102_444_800_000)
        }
        return copy
      }
    }
    for words in [
      "in step \"WriteGood/Write\" (OversizedTests.swift:", "from \(input)[0]@13", good, "the key ",
      isLarge ? "max.message.bytes" : "message.timestamp.after.max.ms", isLarge ? "1500002 bytes" : "2100-01-01",
    ] {
      #expect(told.error.contains(words))
    }
    // The others of its request are there.
    let numbers = try cluster.numbers(in: good, partitions: 1)[0]
    #expect(Set(numbers) == Set(0..<20).subtracting([13]))
  }

  @Test("A negative partition chosen by the user's function fails the job", arguments: [-1, -2] as [Int32])
  func negativePartition(number: Int32) async throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("out")
    let told = try await failure {
      let pipeline = Pipeline()
      pipeline.create([KafkaRecord(value: [1])])
        .writeKafka("Write", KafkaSink(topic: topic, brokers: cluster.brokers) { _ in number })
      try await pipeline.runHere()
    }
    #expect(told.error.contains("chose \(number)") && told.error.contains("return nil") && told.error.contains(topic))
    #expect(try IndependentClient.read(topic, at: cluster.bootstrapServers).isEmpty)
  }
}
