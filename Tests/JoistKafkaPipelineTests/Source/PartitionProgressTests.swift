import Beam
@testable import JoistKafka
import Testing

@Suite("The watermark of a partition")
struct PartitionProgressTests {
  private let policy = WatermarkPolicy(maxOutOfOrder: 1_000, idleAfter: 30_000)
  private let start: Int64 = 1_000_000

  private func progress(newest: Int64? = nil, arrived: Int64 = 0, atEnd: Bool = false) -> PartitionProgress {
    var progress = PartitionProgress(position: 0, now: start + arrived)
    progress.newest = newest.map { start + $0 }
    progress.isAtEnd = atEnd
    return progress
  }

  /// Relative to the start; nil where nothing is promised.
  private func watermark(_ progress: PartitionProgress, at now: Int64) -> Int64? {
    progress.watermark(by: policy, at: start + now).map { $0 - start }
  }

  @Test("it follows the newest record, maxOutOfOrder behind")
  func newest() {
    #expect(watermark(progress(), at: 10) == nil)
    #expect(watermark(progress(newest: -5_000), at: 10) == -6_000)
  }

  @Test("a record from the future moves it no further than the clock")
  func future() {
    let progress = progress(newest: 3_600_000)
    #expect(watermark(progress, at: 10) == -990)
    #expect(watermark(progress, at: 5_000) == 4_000)
    #expect(progress.longestWait(by: policy, at: start + 10) == WatermarkPolicy.step)
  }

  @Test("at the end and without records for long enough it goes by the clock, also without any record")
  func idle() {
    for newest in [nil, -5_000] as [Int64?] {
      let progress = progress(newest: newest, atEnd: true)
      #expect(watermark(progress, at: 29_999) == newest.map { $0 - 1_000 })
      #expect(watermark(progress, at: 30_000) == 29_000)
      #expect(watermark(progress, at: 40_000) == 39_000)
    }
  }

  @Test("with records still to come it is never idle")
  func backlog() {
    let progress = progress(newest: -5_000, atEnd: false)
    #expect(watermark(progress, at: 3_600_000) == -6_000)
    #expect(!progress.isIdle(by: policy, at: start + 3_600_000))
    #expect(progress.longestWait(by: policy, at: start + 3_600_000) == WatermarkPolicy.patience)
  }

  @Test("before a transaction that is open it is never idle, and after a while one should know of it")
  func heldBack() {
    var progress = progress(newest: -5_000, atEnd: true)
    progress.hasMore = true
    #expect(watermark(progress, at: 3_600_000) == -6_000)
    #expect(!progress.isIdle(by: policy, at: start + 3_600_000))
    #expect(!progress.isHeldBack(by: policy, at: start + 29_999))
    #expect(progress.isHeldBack(by: policy, at: start + 30_000))
    #expect(progress.longestWait(by: policy, at: start + 29_999) == 1)
    #expect(progress.longestWait(by: policy, at: start + 30_000) == WatermarkPolicy.patience)
  }

  @Test("it is looked at again when it becomes idle, and then with the clock")
  func waits() {
    let progress = progress(newest: -5_000, atEnd: true)
    #expect(progress.longestWait(by: policy, at: start + 12_000) == 18_000)
    #expect(progress.longestWait(by: policy, at: start + 29_999) == 1)
    #expect(progress.longestWait(by: policy, at: start + 30_000) == WatermarkPolicy.step)
  }

  @Test("what was learned from records that are read again is forgotten")
  func repeated() {
    let reading = KafkaReading(KafkaSource(topic: "in", brokers: "b:1"), report: ConnectorReport(step: "Read"))
    let partition = KafkaPartition("in", 0)
    var progress = reading.progress(of: partition, at: 10, now: start)
    progress.position = 20
    progress.newest = start
    progress.isAtEnd = true
    reading.keep(progress, of: partition, end: nil)
    #expect(reading.progress(of: partition, at: 20, now: start + 1) == progress)
    #expect(reading.progress(of: partition, at: 10, now: start + 1) == PartitionProgress(position: 10, now: start + 1))
  }

  @Test("records from the future are told again by the next job, though the last one has told of them just now")
  func futureOfNextJob() {
    let reading = KafkaReading(KafkaSource(topic: "in", brokers: "b:1"), report: ConnectorReport(step: "Read"))
    let lines = Lines()
    func meet(at now: Int64) {
      reading.futureRecords.add(1, in: KafkaPartition("in", 0), now: now, logger: lines.logger)
    }
    meet(at: start)
    meet(at: start + 1)
    #expect(lines.all.count == 1)
    reading.close(within: .zero)
    meet(at: start + 2)
    #expect(lines.all.count == 2)
  }
}
