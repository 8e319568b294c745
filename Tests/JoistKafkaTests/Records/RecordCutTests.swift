import Rows
import Testing

@testable import JoistKafka

@Suite("Cutting records")
struct RecordCutTests {
  private let cut = RecordCut(limit: 10_000)

  private func bytes(_ count: Int) -> Bytes { Bytes(repeatElement(UInt8(ascii: "x"), count: count)) }

  /// The size of a record in a batch of its own, as Kafka's format has it at most.
  private func size(_ record: KafkaRecord) -> Int {
    61 + 36 + (record.key?.count ?? 0) + (record.value?.count ?? 0)
      + record.headers.all.reduce(0) { $0 + 10 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }

  @Test("A record that fits is not changed, even without key and value")
  func fits() {
    for record in [
      KafkaRecord(key: bytes(100), value: bytes(9_700), headers: ["reason": "none"]), KafkaRecord(value: nil),
    ] {
      #expect(cut.applied(to: record) == record)
    }
  }

  @Test("The value is cut first, then the longest header, then the key")
  func order() {
    let value = cut.applied(to: KafkaRecord(key: bytes(10), value: bytes(20_000), headers: ["step": "Parse"]))
    #expect(value.key == bytes(10))
    #expect(value.headers["step"] == "Parse")
    #expect(value.headers["joist.cut"].flatMap { String($0) } == "value \(value.value?.count ?? 0) of 20000 bytes")
    #expect((9_000...10_000).contains(size(value)))

    let header = cut.applied(
      to: KafkaRecord(key: bytes(10), value: bytes(500), headers: ["reason": bytes(52_000), "id": "a@1"]))
    #expect(header.key == bytes(10))
    #expect(header.value == Bytes())
    #expect(header.headers["id"] == "a@1")
    let mark = header.headers["joist.cut"].flatMap { String($0) }
    #expect(mark?.hasPrefix("value 0 of 500 bytes, header reason ") == true)
    #expect(mark?.hasSuffix(" of 52000 bytes") == true)
    #expect((9_000...10_000).contains(size(header)))

    let key = cut.applied(to: KafkaRecord(key: bytes(30_000), value: nil, headers: ["id": "a@1"]))
    #expect(key.value == nil)
    #expect((9_000...10_000).contains(size(key)))
    #expect(key.headers["joist.cut"].flatMap { String($0) }?.hasSuffix(" of 30000 bytes") == true)
  }

  @Test("Text is not cut inside a character")
  func characters() {
    for shift in 0..<4 {
      let text = String(repeating: "x", count: shift) + String(repeating: "🙂", count: 5_000)
      let record = cut.applied(to: KafkaRecord(value: Bytes(utf8: text)))
      #expect(record.valueText.map { text.hasPrefix($0) } == true)
      #expect((9_000...10_000).contains(size(record)))
    }
    let continuation = cut.applied(to: KafkaRecord(value: Bytes(repeatElement(0x80, count: 20_000))))
    #expect((9_000...10_000).contains(size(continuation)))
  }
}
