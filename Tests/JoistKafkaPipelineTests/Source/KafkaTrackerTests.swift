import Beam
@testable import JoistKafka
import Rows
import Testing

/// A tracker by reference, so that expectations may change it.
private final class Account {
  private var tracker: KafkaTracker

  init(_ restriction: KafkaRestriction) { tracker = KafkaTracker(restriction) }

  var isDone: Bool { tracker.isDone }
  func begin(_ part: Int) -> Bool { tracker.begin(part) }
  func tryClaim(_ offset: Int64) -> Bool { tracker.tryClaim(KafkaClaim(part: 0, offset: offset)) }
  func skip(to offset: Int64) { tracker.skip(to: offset) }
  func position(of part: Int) -> Int64 { tracker.position(of: part) }
  func checkpoint() -> KafkaRestriction? { tracker.checkpoint() }
}

@Suite("The tracker of an assignment")
struct KafkaTrackerTests {
  private func restriction(_ ranges: (Int64, Int64)..., limit: Int64 = .max) -> KafkaRestriction {
    KafkaRestriction(parts: ranges.map { OffsetRange(from: $0.0, to: $0.1) }, limit: limit)
  }

  @Test("A partition with gaps is read to its end")
  func gaps() {
    let tracker = Account(restriction((10, 20)))
    #expect(tracker.begin(0))
    #expect(tracker.tryClaim(10) && tracker.tryClaim(15))
    #expect(!tracker.isDone)
    #expect(!tracker.tryClaim(20))
    #expect(tracker.isDone)
    #expect(tracker.checkpoint() == nil)
  }

  @Test("The residual begins after the last claim or the skipped offsets after it")
  func checkpoint() {
    var tracker = Account(restriction((10, .max)))
    #expect(tracker.tryClaim(10))
    #expect(tracker.checkpoint() == restriction((11, .max)))
    #expect(tracker.isDone && !tracker.tryClaim(11) && !tracker.begin(0))

    tracker = Account(restriction((10, .max)))
    #expect(tracker.tryClaim(10))
    tracker.skip(to: 13)
    tracker.skip(to: 12)
    #expect(tracker.position(of: 0) == 13)
    #expect(tracker.checkpoint() == restriction((13, .max)))
  }

  @Test("The end of a partition ends its range, unless it is that of a replica that lags")
  func end() {
    let tracker = Account(restriction((10, 20)))
    tracker.skip(to: 15)
    #expect(!tracker.isDone)
    tracker.skip(to: 20)
    #expect(tracker.isDone)
    let endless = Account(restriction((10, .max)))
    endless.skip(to: 20)
    #expect(!endless.isDone && endless.position(of: 0) == 20)
  }

  @Test("A limit counts the records of all partitions")
  func limit() {
    var tracker = Account(restriction((0, .max), (5, .max), limit: 3))
    #expect(tracker.tryClaim(0))
    #expect(tracker.begin(1))
    #expect(tracker.tryClaim(7))
    #expect(tracker.checkpoint() == restriction((1, .max), (8, .max), limit: 1))

    tracker = Account(restriction((1, .max), (8, .max), limit: 1))
    #expect(tracker.begin(1) && tracker.tryClaim(8) && !tracker.tryClaim(9))
    #expect(tracker.isDone && !tracker.begin(0))
  }

  @Test("An empty restriction is done")
  func nothing() {
    #expect(Account(restriction()).isDone)
    #expect(Account(restriction((3, 3))).isDone)
  }

  @Test("Assignments and restrictions are encoded and decoded")
  func coders() throws {
    let restriction = restriction((0, .max), (5, 9), limit: 3)
    #expect(try Bytes(encoding: restriction).decode(KafkaRestriction.self) == restriction)
    let assignment = KafkaAssignment(
      parts: [.init(partition: KafkaPartition("visits", 3), offsets: OffsetRange(from: 7, to: .max))], limit: 12,
      partitionCount: 8)
    #expect(try Bytes(encoding: assignment).decode(KafkaAssignment.self) == assignment)
  }
}
