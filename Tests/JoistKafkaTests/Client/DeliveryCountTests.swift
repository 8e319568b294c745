import Synchronization
import Testing

@testable import JoistKafka

@Suite("Counting deliveries")
struct DeliveryCountTests {
  /// What a completion was called with, in order.
  private final class Calls: Sendable {
    let all = Mutex<[DeliveryFailure?]>([])
    func note(_ failure: DeliveryFailure?) { all.withLock { $0.append(failure) } }
    var count: Int { all.withLock { $0.count } }
  }

  @Test("The completion is called once, after the last delivery and after finish")
  func order() {
    let late = Calls()
    let count = DeliveryCount(needing: nil)
    count.delivered(2, failure: nil)
    count.finish(sent: 3, failure: nil, late.note)
    #expect(late.count == 0)
    count.delivered(1, failure: nil)
    #expect(late.count == 1)

    let early = Calls()
    let other = DeliveryCount(needing: nil)
    other.delivered(1, failure: nil)
    other.delivered(2, failure: nil)
    #expect(early.count == 0)
    other.finish(sent: 3, failure: nil, early.note)
    #expect(early.count == 1)
  }

  @Test("An empty batch completes at once")
  func nothing() {
    let calls = Calls()
    DeliveryCount(needing: nil).finish(sent: 0, failure: nil, calls.note)
    #expect(calls.all.withLock { $0.map(\.?.error) } == [nil])
  }

  @Test("The completion gets the first failure after all records are accounted for")
  func failures() {
    let calls = Calls()
    let count = DeliveryCount(needing: nil)
    count.delivered(1, failure: DeliveryFailure(error: KafkaError(.notDelivered, "first")))
    count.finish(sent: 3, failure: nil, calls.note)
    count.delivered(1, failure: DeliveryFailure(error: KafkaError(.notDelivered, "second")))
    #expect(calls.count == 0)
    count.delivered(1, failure: nil)
    #expect(calls.all.withLock { $0.map { $0?.error.message } } == ["first"])
  }

  @Test("A completed batch leaves no memory behind")
  func memory() {
    weak var gone: DeliveryCount?
    weak var alsoGone: Calls?
    do {
      let needed = Calls()
      let count = DeliveryCount(needing: needed)
      gone = count
      alsoGone = needed
      count.finish(sent: 1, failure: nil) { _ in }
      count.delivered(1, failure: nil)
    }
    #expect(gone == nil)
    #expect(alsoGone == nil)
  }
}
