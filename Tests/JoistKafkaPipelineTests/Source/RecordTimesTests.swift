import Beam
@testable import JoistKafka
import Testing

@Suite("Records ahead of the clock")
struct RecordTimesTests {
  private let policy = WatermarkPolicy(maxOutOfOrder: 1_000, maxAhead: 60_000, idleAfter: 30_000)

  @Test("Each record moves the watermark when the clock reaches it")
  func inTurn() {
    var times = RecordTimes()
    times.reach(100_000)
    for time in [105_000, 110_000, 103_000] as [Int64] { times.wait(for: time, by: policy) }
    #expect(times.newest == 100_000)
    #expect(times.nextReached(by: policy, at: 100_000) == 2_000)
    var seen: [Int64?] = []
    for now in stride(from: 101_000, through: 110_000, by: 1_000) as StrideThrough<Int64> {
      times.advance(to: now, by: policy)
      seen.append(times.newest)
    }
    #expect(
      seen == [100_000, 103_000, 103_000, 105_000, 105_000, 105_000, 105_000, 105_000, 110_000, 110_000])
    #expect(times.nextReached(by: policy, at: 110_000) == nil)
  }

  @Test("A producer whose clock is 3 s ahead does not stall the watermark")
  func producerAhead() {
    var times = RecordTimes()
    for now in stride(from: 0, through: 600_000, by: 10) as StrideThrough<Int64> {
      times.wait(for: now + 3_000, by: policy)
      times.advance(to: now, by: policy)
      // A record of the time t was read at t - 3000 and counts from t - 1000 on, by slices of 234 ms.
      if now > 3_000 { #expect(times.newest ?? 0 >= now + 1_000 - 250) }
      #expect(times.newest ?? 0 <= now + 1_000)
    }
  }

  @Test("Records ahead of the clock take a bounded amount of memory")
  func memory() {
    var times = RecordTimes()
    let far = WatermarkPolicy(maxOutOfOrder: 0, maxAhead: 86_400_000, idleAfter: 0)
    for time in stride(from: 1, through: 86_400_000, by: 977) as StrideThrough<Int64> { times.wait(for: time, by: far) }
    var count = 0
    while let next = times.nextReached(by: far, at: 0) {
      times.advance(to: next, by: far)
      count += 1
    }
    #expect(count <= 257)
  }

  @Test("Records ahead of the clock are counted and shown for a minute, in each job anew")
  func told() {
    let report = ConnectorReport(step: "Read")
    let skew = ClockSkew(report)
    let lines = Lines()
    let partition = KafkaPartition("in", 0)
    skew.add(ClockSkew.Records(ahead: 4, furthest: 3_210), in: partition, now: 0, logger: lines.logger)
    #expect(report.notes.map(\.message) == ["records of in[0] are up to 3.2 s ahead of this machine's clock"])
    #expect(lines.all.isEmpty)
    for now in [10, 20] as [Int64] {
      skew.add(ClockSkew.Records(fromFuture: 1, furthest: 90_000), in: partition, now: now, logger: lines.logger)
    }
    #expect(lines.all.count == 1)
    #expect(report.counters.map(\.value) == [4, 2])
    skew.clearExpired(partition, now: 60_019)
    #expect(report.notes.map(\.message) == ["records of in[0] are up to 1 m 30 s ahead of this machine's clock"])
    skew.clearExpired(partition, now: 60_020)
    #expect(report.notes.isEmpty)
    skew.clear()
    skew.add(ClockSkew.Records(fromFuture: 1, furthest: 90_000), in: partition, now: 30, logger: lines.logger)
    #expect(lines.all.count == 2)
  }
}
