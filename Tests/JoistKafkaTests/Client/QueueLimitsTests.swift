import Testing

@testable import JoistKafka

@Suite("Memory for records ahead of their reader")
struct QueueLimitsTests {
  @Test("partitions share it, within bounds")
  func shares() {
    #expect(QueueLimits(total: 64 << 20, partitions: 16).bytes == 4 << 20)
    #expect(QueueLimits(total: 64 << 20, partitions: 1).bytes == 8 << 20)
    #expect(QueueLimits(total: 64 << 20, partitions: 10_000).bytes == 512 << 10)
    #expect(QueueLimits(total: 64 << 20, partitions: 0).bytes == 8 << 20)
  }

  @Test("half full is by bytes or by number, whichever comes first")
  func half() {
    let limits = QueueLimits(total: 1 << 20, partitions: 1)
    #expect(limits.messages == 4_096)
    #expect(!limits.isHalfFull(waiting: 2_047, averageSize: 100))
    #expect(limits.isHalfFull(waiting: 2_048, averageSize: 100))
    #expect(!limits.isHalfFull(waiting: 10, averageSize: 50_000))
    #expect(limits.isHalfFull(waiting: 11, averageSize: 50_000))
  }
}
