import JoistKafka
import Rows
import Testing

@Suite("Records as elements")
struct KafkaRecordTests {
  private static let records = [
    KafkaRecord(value: nil),
    KafkaRecord(key: [], value: []),
    KafkaRecord(key: [1], value: nil, timestamp: Timestamp(milliseconds: -1)),
    KafkaRecord(
      key: [1, 2], value: Bytes(repeatElement(3, count: 1_000)), headers: ["a": "1", "b": Bytes([255])],
      timestamp: .epoch, position: KafkaPosition(topic: "visits", partition: 3, offset: .max)),
    KafkaRecord(value: [], headers: KafkaHeaders([.init("none", nil), .init("none", [])])),
  ]

  @Test("Encoded records are decoded to equal records", arguments: records)
  func roundTrip(_ record: KafkaRecord) throws {
    let encoded = Bytes(encoding: record)
    #expect(try encoded.decode(KafkaRecord.self) == record)
    for length in 0..<min(encoded.count, 40) {
      #expect(throws: CoderError.self) { try encoded[0..<length].decode(KafkaRecord.self) }
    }
  }

  @Test("Malformed bytes are refused without allocating the memory that they claim")
  func refused() {
    #expect(throws: CoderError.badByte(32)) { try Bytes([32]).decode(KafkaRecord.self) }
    #expect(throws: CoderError.self) { try Bytes([4, 255, 255, 255, 255, 7]).decode(KafkaRecord.self) }
  }

  @Test("The description leaves out most of a large value")
  func words() {
    #expect("\(KafkaRecord(key: [97], value: nil))" == "KafkaRecord(key: \"a\", value: none)")
    let large = KafkaRecord(
      value: Bytes(repeatElement(98, count: 20_000_000)),
      position: KafkaPosition(topic: "visits", partition: 3, offset: 17))
    #expect("\(large)".hasPrefix("KafkaRecord(visits[3]@17, key: none, value: \"bbb"))
    #expect("\(large)".contains("(20000000 bytes)") && "\(large)".count < 250)
  }

  @Test("Key and value are made of text or bytes, and read as text where they are UTF-8")
  func texts() {
    let (name, payload) = ("ann", Bytes([0xFF]))
    #expect(KafkaRecord(key: name, value: "é").keyText == "ann")
    #expect(KafkaRecord(key: name, value: "é").valueText == "é")
    #expect(KafkaRecord(key: payload, value: name).keyText == nil)
    #expect(KafkaRecord(value: payload).valueText == nil)
    #expect(KafkaRecord(value: nil).keyText == nil && KafkaRecord(value: nil).valueText == nil)
    #expect(KafkaRecord(value: "").valueText == "")
  }

  @Test("Parts of a record are compared with literals")
  func literals() {
    let record = KafkaRecord(key: "ann", value: "{}", headers: ["reason": "no such field", "tail": Bytes([0xFF])])
    #expect(record.key == "ann" && record.value != "{" && record.headers["reason"] == "no such field")
    #expect(record == KafkaRecord(key: Bytes(utf8: "ann"), value: Bytes(utf8: "{}"), headers: record.headers))
  }

  @Test("The payload is the value, or empty")
  func payload() {
    #expect(KafkaRecord(value: [1, 2]).withPayload { Array($0) } == [1, 2])
    #expect(KafkaRecord(key: [1], value: nil).withPayload { $0.count } == 0)
  }
}
