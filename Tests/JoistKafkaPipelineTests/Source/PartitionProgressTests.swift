import Beam
@testable import JoistKafka
import Testing

@Suite("The watermark of a partition")
struct PartitionProgressTests {
  private let policy = WatermarkPolicy(maxOutOfOrder: 1_000, maxAhead: 60_000, idleAfter: 30_000)
  private let start: Int64 = 1_000_000

  private func progress(_ times: Int64..., atEnd: Bool = false) -> PartitionProgress {
    var progress = PartitionProgress(position: 7)
    for time in times { progress.times.reach(start + time) }
    progress.isAtEnd = atEnd
    return progress
  }

  /// The idleness of a partition whose broker has answered these questions at once.
  private func idleness(_ sent: some Sequence<Int64>, end: Int64 = 7) -> Idleness {
    var idleness = Idleness(position: 7)
    for time in sent { idleness.answer(end, sent: start + time, received: start + time + 2, by: policy) }
    return idleness
  }

  /// Relative to the start; nil where nothing is promised.
  private func watermark(_ progress: PartitionProgress, _ idleness: Idleness? = nil) -> Int64? {
    progress.watermark(by: policy, idleness).map { $0 - start }
  }

  private func seconds(_ range: ClosedRange<Int64>) -> [Int64] { range.map { $0 * 1_000 } }

  @Test("The watermark is maxOutOfOrder before the newest record")
  func newest() {
    #expect(watermark(progress()) == nil)
    #expect(watermark(progress(-5_000)) == -6_000)
    #expect(watermark(progress(-5_000, -7_000)) == -6_000)
  }

  @Test("The watermark of an idle partition follows the requests, even without any record")
  func idle() {
    for newest in [nil, -5_000] as [Int64?] {
      var progress = progress(atEnd: true)
      if let newest { progress.times.reach(start + newest) }
      #expect(watermark(progress, idleness(seconds(0...29))) == newest.map { $0 - 1_000 })
      #expect(watermark(progress, idleness(seconds(0...30))) == 29_000)
      #expect(watermark(progress, idleness(seconds(0...40))) == 39_000)
    }
  }

  @Test("The watermark of a partition with more to read follows its records only")
  func backlog() { #expect(watermark(progress(-5_000), idleness(seconds(0...40))) == -6_000) }

  @Test("A request without a response for 5 s restarts the wait, and the watermark does not move")
  func unanswered() {
    let progress = progress(atEnd: true)
    #expect(watermark(progress, idleness(seconds(0...40))) == 39_000)
    // A question is due a second after the last one: 4.5 s without an answer are no break, 5 s are.
    #expect(watermark(progress, idleness(seconds(0...40) + [45_500] + seconds(46...50))) == 49_000)
    #expect(watermark(progress, idleness(seconds(0...40) + [46_000])) == 39_000)
    #expect(watermark(progress, idleness(seconds(0...40) + seconds(46...75))) == 39_000)
    #expect(watermark(progress, idleness(seconds(0...40) + seconds(46...76))) == 75_000)
  }

  @Test("The watermark does not move for 2 s after a slow response")
  func slowAnswer() {
    var idleness = idleness(seconds(0...40))
    idleness.answer(7, sent: start + 41_000, received: start + 44_000, by: policy)
    #expect(idleness.reached == start + 40_000)
    idleness.answer(7, sent: start + 45_000, received: start + 45_002, by: policy)
    #expect(idleness.reached == start + 40_000)
    idleness.answer(7, sent: start + 46_000, received: start + 46_002, by: policy)
    #expect(idleness.reached == start + 46_000)
  }

  @Test("An open transaction holds the watermark, and is reported after idleAfter")
  func heldBack() {
    let progress = progress(-5_000, atEnd: true)
    #expect(watermark(progress, idleness(seconds(0...40), end: 9)) == -6_000)
    #expect(!idleness(seconds(0...29), end: 9).isHeldBack(by: policy))
    #expect(idleness(seconds(0...30), end: 9).isHeldBack(by: policy))
    var ended = idleness(seconds(0...40), end: 9)
    ended.answer(7, sent: start + 41_000, received: start + 41_001, by: policy)
    #expect(ended.reached == nil)
    #expect(!ended.isHeldBack(by: policy))
  }

  @Test("The progress is discarded when records are read again")
  func repeated() {
    let states = PartitionStates(policy)
    let partition = KafkaPartition("in", 0)
    var progress = PartitionProgress(position: 20)
    progress.times.reach(start)
    progress.isAtEnd = true
    states.keep(progress, of: partition, end: nil)
    #expect(states.progress(of: partition, at: 20) == progress)
    #expect(states.progress(of: partition, at: 10) == PartitionProgress(position: 10))
  }

  @Test("Only responses for the current position count, and they wake the waiting bundle")
  func answers() {
    let states = PartitionStates(WatermarkPolicy(maxOutOfOrder: 1_000, maxAhead: 0, idleAfter: 0))
    let partition = KafkaPartition("in", 0)
    var progress = PartitionProgress(position: 20)
    progress.isAtEnd = true
    states.keep(progress, of: partition, end: nil)
    #expect(states.atEnd == [partition: 20])
    let woken = Collected<Int>()
    states.whenAnswered(partition) { woken.add([1]) }
    states.take([partition: 19], at: [partition: 19], sent: start, received: start)
    // An end before the position: the topic was made again, or the broker is not up to date.
    states.take([partition: 19], at: [partition: 20], sent: start, received: start)
    #expect(states.watermark(of: partition, at: 20, now: start) == nil)
    states.take([partition: 20], at: [partition: 20], sent: start, received: start)
    #expect(states.watermark(of: partition, at: 20, now: start) == start - 1_000)
    #expect(states.watermark(of: partition, at: 21, now: start) == nil)
    #expect(woken.all == [1])
  }

  @Test(
    "Idle partitions of an event-time source follow the others, and hold the watermark without a broker")
  func followers() {
    let policy = WatermarkPolicy(maxOutOfOrder: 0, maxAhead: .max, idleAfter: 0, idleFollowsClock: false)
    let states = PartitionStates(policy)
    let (busy, idle, unread) = (KafkaPartition("in", 0), KafkaPartition("in", 1), KafkaPartition("in", 2))
    states.expect([busy, idle, unread])
    var progress = PartitionProgress(position: 5)
    progress.times.reach(7_000)
    states.keep(progress, of: busy, end: nil)
    progress = PartitionProgress(position: 0)
    progress.isAtEnd = true
    states.keep(progress, of: idle, end: nil)
    func watermark(after milliseconds: Int64) -> Int64? {
      states.watermark(of: idle, at: 0, now: start + milliseconds)
    }
    states.take([idle: 0], at: [idle: 0], sent: start, received: start)
    #expect(watermark(after: 0) == nil, "a partition has not been read yet")
    var other = PartitionProgress(position: 1)
    other.times.reach(6_000)
    states.keep(other, of: unread, end: nil)
    #expect(watermark(after: 0) == 6_000)
    other.times.reach(9_000)
    states.keep(other, of: unread, end: nil)
    #expect(watermark(after: 1_000) == 7_000)
    // The broker has not answered for too long; then a transaction is open.
    #expect(watermark(after: 10_000) == nil)
    states.take([idle: 0], at: [idle: 0], sent: start + 10_000, received: start + 10_000)
    #expect(watermark(after: 10_000) == 7_000)
    states.take([idle: 3], at: [idle: 0], sent: start + 11_000, received: start + 11_000)
    #expect(watermark(after: 11_000) == nil)
  }
}
