import JoistKafka
import KafkaTestSupport
import Synchronization
import Testing

@Suite("Writing")
struct ProducerTests {
  @Test(
    "An independent client reads bytes, headers, timestamps and partitions as they were written",
    .enabled(if: IndependentClient.isPresent, "JOIST_TEST_PYTHON names no interpreter"), arguments: ClusterKind.present)
  func independent(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out", partitions: 2)
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    try batch.send(
      "value", key: "key", headers: ["reason": "none"], timestamp: 1_700_000_000_000, partition: 1)
    try batch.send(nil, key: "gone", partition: 1)
    try batch.send("", partition: 0)
    try batch.settle()

    let records = try IndependentClient.read(topic, at: cluster.bootstrapServers)
    #expect(records.map(\.partition) == [0, 1, 1])
    #expect(records.map(\.valueText) == ["", "value", nil])
    #expect(records.map(\.keyText) == [nil, "key", "gone"])
    #expect(records[1].headerTexts == [["reason", "none"]])
    #expect(records[1].timestamp == 1_700_000_000_000)
  }

  @Test(
    "Records of an independent client are read",
    .enabled(if: IndependentClient.isPresent, "JOIST_TEST_PYTHON names no interpreter"), arguments: ClusterKind.present)
  func independentWriter(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    try IndependentClient.write(
      [
        .init(key: "k", value: "v", headers: [["a", "1"], ["a", nil]], timestamp: 1_700_000_000_123),
        .init(value: nil), .init(key: "", value: ""),
      ], to: topic, at: cluster.bootstrapServers)
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.map(\.key) == ["k", nil, ""])
    #expect(records.map(\.value) == ["v", nil, ""])
    #expect(records[0].timestamp == 1_700_000_000_123)
    var headers: KafkaHeaders = ["a": "1"]
    headers.append("a", nil)
    #expect(records[0].headers == headers)
  }

  @Test("A key has the same partition as in the Java clients", arguments: ClusterKind.present)
  func partitioning(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out", partitions: 8)
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    // toPositive(murmur2(key)) % 8, where Java's own tests have -973932308 for "21" and -790332482 for "foobar".
    let expected: [String: Int32] = ["21": 4, "foobar": 6, "kafka": 4, "joist": 3]
    for (key, _) in expected { try batch.send("v", key: key) }
    try batch.settle()
    let consumer = try cluster.consumer(partitions: 8)
    var found: [String: Int32] = [:]
    for number in Int32(0)..<8 {
      for record in try consumer.takeReader(of: KafkaPartition(topic, number), at: 0).readToEnd() {
        found[record.key ?? ""] = number
      }
    }
    #expect(found == expected)
  }

  @Test("Batches settle independently, and the records of a partition stay in order", arguments: ClusterKind.present)
  func order(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic])
    var batches: [DeliveryBatch] = []
    for first in stride(from: 0, to: 10_000, by: 1_000) {
      let batch = try producer.newBatch(to: topic)
      for number in first..<first + 1_000 { try batch.send("\(number)") }
      batches.append(batch)
    }
    for batch in batches.reversed() { try batch.settle() }
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.compactMap { $0.value.flatMap { Int($0) } } == Array(0..<10_000))
  }

  @Test("Records survive the outage of a broker, in order and without duplicates")
  func brokerAway() throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic])
    let before = try producer.newBatch(to: topic)
    for number in 0..<500 { try before.send("\(number)") }
    try before.settle()
    try cluster.embedded().takeDown()
    let during = try producer.newBatch(to: topic)
    for number in 500..<1_000 { try during.send("\(number)") }
    try cluster.embedded().bringUp()
    try during.settle()
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.compactMap { $0.value.flatMap { Int($0) } } == Array(0..<1_000))
  }

  @Test("A failed producer fails its batches with a transient error and is replaced", arguments: ClusterKind.present)
  func fatal(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic])
    let first = try producer.newBatch(to: topic)
    try first.send("before")
    try first.settle()

    let open = try producer.newBatch(to: topic)
    producer.fail()
    let error = #expect(throws: KafkaError.self) {
      try open.send("lost")
      try open.settle()
    }
    #expect(error?.isTransient == true)

    let next = try producer.newBatch(to: topic)
    try next.send("after")
    try next.settle()
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.map(\.value) == ["before", "after"])
  }

  @Test(
    "The batches of a failed producer end before a batch of the new one begins",
    arguments: ClusterKind.present)
  func fatalInOrder(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic])
    for _ in 0..<20 {
      let batches = try (0..<10).map { _ in try producer.newBatch(to: topic) }
      for batch in batches { for _ in 0..<100 { try batch.send("before") } }
      producer.fail()
      let told = Atomic(0)
      // The last one is still open.
      for batch in batches.dropLast() { batch.finish { _ in told.add(1, ordering: .relaxed) } }
      let next = try producer.newBatch(to: topic)
      #expect(told.load(ordering: .relaxed) == 9)
      #expect(throws: KafkaError.self) { try batches[9].send("late") }
      try next.send("after")
      try next.settle()
    }
  }

  @Test("A record that the embedded broker would lose is refused")
  func tooLargeForEmbedded() throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic], properties: ["message.max.bytes": "50000000"])
    let batch = try producer.newBatch(to: topic)
    let error = #expect(throws: KafkaError.self) { try batch.send(String(repeating: "x", count: 20 << 20)) }
    #expect(error?.code == .recordTooLarge)
    #expect(error?.message.contains("embedded") == true)
    #expect(error?.message.contains("20971520 bytes") == true)
    // The broker would forget records not much larger, depending on what it has, though it acknowledges them.
    for _ in 0..<6 { try batch.send(String(repeating: "x", count: 2_499_000), headers: ["reason": "large"]) }
    try batch.settle()
    let consumer = try cluster.consumer()
    let end = try #require(
      try cluster.clusterClient().offsetRanges(of: [KafkaPartition(topic, 0)])[KafkaPartition(topic, 0)])
    #expect(end.end == 6 && end.first < 6)
    let records = try consumer.takeReader(of: KafkaPartition(topic, 0), at: end.first).readToEnd()
    #expect(records.last?.value?.utf8.count == 2_499_000)
    let withHeaders = #expect(throws: KafkaError.self) {
      try cluster.producer([topic]).newBatch(to: topic).send(
        "x", headers: ["large": String(repeating: "x", count: 2_500_000)])
    }
    #expect(withHeaders?.code == .recordTooLarge)
  }

  @Test(
    "The error for a record beyond the user's limit names topic and size",
    arguments: ClusterKind.present)
  func tooLargeForProducer(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic], properties: ["message.max.bytes": "1000000"])
    let batch = try producer.newBatch(to: topic)
    let error = #expect(throws: KafkaError.self) {
      try batch.send(String(repeating: "x", count: 1_010_000), key: "big")
    }
    #expect(error?.code == .recordTooLarge)
    #expect(error?.isTransient == false)
    #expect(error?.message.contains(topic) == true)
    #expect(error?.message.contains("1010003 bytes") == true)
    #expect(error?.hint?.contains("max.message.bytes") == true)
  }

  @Test(
    "A record beyond the broker's limit fails its batch", .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func tooLargeForBroker() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic], properties: ["message.max.bytes": "50000000"])
    let batch = try producer.newBatch(to: topic)
    try batch.send(String(repeating: "x", count: 20 << 20), key: "big")
    let error = #expect(throws: KafkaError.self) { try batch.settle() }
    #expect(error?.code == .recordTooLarge)
    #expect(error?.isTransient == false)
    #expect(error?.message.contains("\"big\"") == true)
  }

  @Test(
    "The producer's queue has space for the largest allowed record",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func roomForTheLargest() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic], properties: ["message.max.bytes": "100000000"])
    let batch = try producer.newBatch(to: topic)
    // The broker's answer: it has arrived there.
    try batch.send(String(repeating: "x", count: 70 << 20), key: "big")
    let error = #expect(throws: KafkaError.self) { try batch.settle() }
    #expect(error?.code == .recordTooLarge)
  }

  @Test("A missing partition is refused", arguments: ClusterKind.present)
  func noSuchPartition(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("out")
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    let error = #expect(throws: KafkaError.self) {
      try batch.send("lost", partition: 9)
      try batch.settle()
    }
    #expect(error?.code == .noTopic)
    #expect(error?.isTransient == false)
    #expect(error?.message.contains("\(topic)[9]") == true)
  }

  @Test("Flushing abandons records after the time limit, and their batches fail with a transient error")
  func flush() throws {
    let cluster = try TestCluster(.embedded)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic])
    #expect(producer.flush(within: .seconds(120)))
    try cluster.embedded().takeDown()
    let batch = try producer.newBatch(to: topic)
    try batch.send("stays")
    #expect(!producer.flush(within: .milliseconds(50)))
    let error = #expect(throws: KafkaError.self) { try batch.settle() }
    #expect(error?.isTransient == true)
  }
}
