import JoistKafka
import KafkaTestSupport
import Rows
import Testing

@Suite("Writing and reading")
struct RoundTripTests {
  @Test("Keys, values, headers and timestamps are read as they were written", arguments: ClusterKind.present)
  func roundTrip(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    let producer = try cluster.producer([topic])
    let batch = try producer.newBatch(to: topic)
    try batch.send("one", key: "a", timestamp: 1_700_000_000_000)
    try batch.send("two", key: "b", headers: ["reason": "none", "raw": Bytes([0, 255])])
    try batch.send(nil, key: "tombstone")
    try batch.send("", key: "")
    var repeated: KafkaHeaders = ["name": "first", "name": "last"]
    repeated.append("absent", nil)
    try batch.send("three", headers: repeated)
    try batch.settle()

    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0)
    let records = try reader.readToEnd()
    #expect(records.map(\.key) == ["a", "b", "tombstone", "", nil])
    #expect(records.map(\.value) == ["one", "two", nil, "", "three"])
    #expect(records.map(\.offset) == [0, 1, 2, 3, 4])
    #expect(records[0].timestamp == 1_700_000_000_000)
    #expect(records[1].headers == ["reason": "none", "raw": Bytes([0, 255])])
    #expect(records[4].headers == repeated)
    #expect(records[4].headers["name"] == Bytes(utf8: "last"))
    #expect(reader.position == 5)
  }
}
