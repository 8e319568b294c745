import Beam
import Testing

@testable import JoistKafka

@Suite("Contact with brokers") struct BrokerContactTests {
  @Test("A broker that does not respond for three seconds is a note with its time, and its return ends it")
  func contact() {
    let report = ConnectorReport(step: "Read")
    let contact = BrokerContact(report)
    let start = ContinuousClock.now
    #expect(contact.responded("the broker", now: start) == nil)
    #expect(!contact.failed("the broker", reason: nil, now: start + .seconds(2)))
    #expect(report.notes.isEmpty && !report.isOutOfContact)
    #expect(contact.failed("the broker", reason: "refused", now: start + .seconds(4)))
    #expect(!contact.failed("the broker", reason: "refused", now: start + .seconds(9)))
    #expect(report.notes.map(\.message) == ["the broker has not responded for 9 s: refused"])
    #expect(report.isOutOfContact)
    #expect(contact.responded("the broker", now: start + .seconds(10)) == .seconds(10))
    #expect(report.notes.isEmpty && !report.isOutOfContact)
    // One that leads no partition any more is not asked, and so never responds again.
    #expect(!contact.failed("another", reason: nil, now: start))
    #expect(contact.failed("another", reason: nil, now: start + .seconds(4)))
    contact.forget("another")
    #expect(report.notes.isEmpty && !report.isOutOfContact)
    #expect(!contact.failed("another", reason: nil, now: start + .seconds(3_600)))
  }

  @Test("Partitions that hold the watermark are named, with the time until they are idle") func hold() {
    let policy = WatermarkPolicy(maxOutOfOrder: 0, maxAhead: .max, idleAfter: 30_000)
    let states = PartitionStates(policy)
    let partitions = (0..<4).map { KafkaPartition("orders", Int32($0)) }
    for partition in partitions {
      var progress = PartitionProgress(position: partition.number == 1 ? 5 : 0)
      if partition.number == 1 { progress.times.reach(100_000) }
      progress.isAtEnd = true
      states.keep(progress, of: partition, end: nil)
    }
    let ends = Dictionary(uniqueKeysWithValues: partitions.map { ($0, Int64($0.number == 1 ? 5 : 0)) })
    for time in stride(from: Int64(100_000), through: 117_000, by: 1_000) {
      states.take(ends, at: ends, sent: time, received: time + 1)
    }
    #expect(
      states.hold(now: 117_000).text
        == "the watermark waits for partitions 0, 2, 3 of orders, which have no records (13 s more)")
    for time in stride(from: Int64(118_000), through: 132_000, by: 1_000) {
      states.take(ends, at: ends, sent: time, received: time + 1)
    }
    #expect(states.hold(now: 132_000).text == nil)
  }
}
