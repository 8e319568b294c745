import Testing

@testable import JoistKafka

@Suite("Positions to be published")
struct CommitLedgerTests {
  private let first = KafkaPartition("in", 0)
  private let second = KafkaPartition("in", 1)

  private func offsets(_ sent: [(KafkaPartition, Int64)]?) -> [KafkaPartition: Int64]? {
    sent.map { Dictionary($0, uniquingKeysWith: { $1 }) }
  }

  @Test("the greatest of each partition goes, together, and one request at a time")
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

  @Test("a smaller or equal offset changes nothing, also after the greater was taken")
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

  @Test("what is refused goes again, unless there is a greater one by then")
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
