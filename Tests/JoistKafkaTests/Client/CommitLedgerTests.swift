import Testing

@testable import JoistKafka

@Suite("Positions to commit")
struct CommitLedgerTests {
  private let first = KafkaPartition("in", 0)
  private let second = KafkaPartition("in", 1)

  private func offsets(_ sent: [(KafkaPartition, Int64)]?) -> [KafkaPartition: Int64]? {
    sent.map { Dictionary($0, uniquingKeysWith: { $1 }) }
  }

  @Test("One request at a time contains the greatest offset of each partition")
  func oneAtATime() {
    var ledger = CommitLedger()
    #expect(ledger.next() == nil)
    ledger.note(first, 5)
    ledger.note(first, 8)
    ledger.note(second, 2)
    #expect(offsets(ledger.next()) == [first: 8, second: 2])
    ledger.note(first, 9)
    #expect(ledger.next() == nil)
    #expect(!ledger.isSettled)
    ledger.finish(refused: [])
    #expect(offsets(ledger.next()) == [first: 9])
    ledger.finish(refused: [])
    #expect(ledger.isSettled)
  }

  @Test("A smaller or equal offset is ignored, even after the greater was sent")
  func monotonic() {
    var ledger = CommitLedger()
    ledger.note(first, 8)
    ledger.note(first, 7)
    #expect(offsets(ledger.next()) == [first: 8])
    ledger.finish(refused: [])
    ledger.note(first, 8)
    ledger.note(first, 3)
    #expect(ledger.next() == nil)
    #expect(ledger.isSettled)
  }

  @Test("A refused offset is sent again unless there is a greater one")
  func refused() {
    var ledger = CommitLedger()
    ledger.note(first, 8)
    ledger.note(second, 4)
    _ = ledger.next()
    ledger.note(second, 6)
    ledger.finish(refused: [first, second])
    #expect(offsets(ledger.next()) == [first: 8, second: 6])
  }
}
