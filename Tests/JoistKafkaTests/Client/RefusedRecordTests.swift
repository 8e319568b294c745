import KafkaTestSupport
import Rows
import Testing

@testable import JoistKafka

/// A broker refuses all records of a request when it does not take one of them.
@Suite(
  "Records that were sent together with a refused one",
  .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
struct RefusedRecordTests {
  /// A record that a topic does not take.
  enum Bad: String, CaseIterable, CustomStringConvertible {
    case fromFuture, tooLarge, withoutKey

    var description: String { rawValue }

    var configuration: [String: String] { self == .withoutKey ? ["cleanup.policy": "compact"] : [:] }
    var key: String? { self == .withoutKey ? nil : "bad" }
    var value: String { self == .tooLarge ? String(repeating: "x", count: 1_200_000) : "bad" }
    var timestamp: Int64? { self == .fromFuture ? 4_102_444_800_000 : nil }
    var code: KafkaError.Code {
      switch self {
      case .fromFuture: .badTimestamp
      case .tooLarge: .recordTooLarge
      case .withoutKey: .refused
      }
    }
  }

  @Test("The error is about the refused record, and the others arrive once and in order", arguments: Bad.allCases)
  func others(bad: Bad) throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("out", configuration: bad.configuration)
    let producer = try cluster.producer([topic], properties: ["linger.ms": "100", "batch.size": "10000000"])
    let batch = try producer.newBatch(to: topic)
    for number in 0..<10 { try batch.send("\(number)", key: "good", headers: ["number": "\(number)"]) }
    try batch.send(bad.value, key: bad.key, timestamp: bad.timestamp)
    for number in 10..<20 { try batch.send("\(number)", key: "good", timestamp: 1_700_000_000_000) }
    let error = #expect(throws: KafkaError.self) { try batch.settle() }
    #expect(error?.code == bad.code)
    #expect(error?.isTransient == false)
    #expect(error?.hint != nil)
    #expect(error?.message.contains("\(bad.value.utf8.count + (bad.key?.utf8.count ?? 0)) bytes") == true)
    if bad == .fromFuture { #expect(error?.message.contains("2100-01-01") == true) }
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.compactMap(\.value) == (0..<20).map { "\($0)" })
    #expect(
      records.prefix(10).map { $0.headers["number"].map { "\($0)" } } == (0..<10).map { "\(Bytes(utf8: "\($0)"))" })
    #expect(records.suffix(10).allSatisfy { $0.timestamp == 1_700_000_000_000 })
  }

  @Test("Several refused records fail only their batches, and later records arrive")
  func several() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("out")
    let producer = try cluster.producer([topic], properties: ["linger.ms": "100"])
    let batches = try (0..<6).map { index in
      let batch = try producer.newBatch(to: topic)
      try batch.send("\(index)", timestamp: index % 2 == 0 ? 1_700_000_000_000 : 4_102_444_800_000)
      return batch
    }
    for (index, batch) in batches.enumerated() where index % 2 == 1 {
      #expect(throws: KafkaError.self) { try batch.settle() }
    }
    for (index, batch) in batches.enumerated() where index % 2 == 0 { try batch.settle() }
    let later = try producer.newBatch(to: topic)
    try later.send("later")
    try later.settle()
    #expect(producer.flush(within: .seconds(120)))
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.compactMap(\.value).sorted() == ["0", "2", "4", "later"])
  }

  @Test("Small records reach a topic that accepts only small batches")
  func smallBatches() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("out", largestRecord: 10_000)
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    for number in 0..<2_000 { try batch.send("\(number)" + String(repeating: "x", count: 100)) }
    try batch.settle()
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.count == 2_000)
  }

  @Test("A large record that compresses below the broker's limit arrives")
  func compressed() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("out")
    let batch = try cluster.producer([topic], properties: ["compression.type": "gzip"]).newBatch(to: topic)
    try batch.send(String(repeating: "x", count: 5_000_000))
    try batch.settle()
    let records = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0).readToEnd()
    #expect(records.map { $0.value?.utf8.count } == [5_000_000])
  }
}
