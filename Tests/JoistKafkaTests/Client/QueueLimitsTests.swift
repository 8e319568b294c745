import Testing

@testable import JoistKafka

@Suite("Memory for records ahead of their reader")
struct QueueLimitsTests {
  @Test("where it is plenty, partitions share 64 MiB, within bounds, and have one fetch each besides")
  func plenty() {
    for (partitions, bytes) in [(1, 8 << 20), (0, 8 << 20), (16, 4 << 20), (10_000, 512 << 10)] {
      let limits = QueueLimits(memory: 64 << 30, partitions: partitions)
      #expect(limits.bytes == bytes && limits.fetch == 1 << 20)
      #expect(limits.partitions >= partitions)
    }
  }

  @Test(
    "where it is scarce, partitions get less, and then a place in turn: never more together than it",
    arguments: [1, 8, 100, 1_000])
  func scarce(partitions: Int) {
    for memory in [1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20] {
      let limits = QueueLimits(memory: memory, partitions: partitions)
      #expect(limits.partitions * (limits.bytes + limits.fetch) <= memory)
      #expect(limits.partitions >= min(partitions, memory / (128 << 10)))
      #expect(limits.bytes >= 64 << 10 && limits.fetch >= 64 << 10)
    }
  }

  @Test("with less than one partition needs, one is read at a time")
  func tiny() { #expect(QueueLimits(memory: 1, partitions: 5).partitions == 1) }

  @Test("what the author says of queue and fetch counts, and fewer partitions are read at a time")
  func author() {
    let limits = QueueLimits(
      memory: 16 << 20, partitions: 100,
      properties: ["queued.max.messages.kbytes": "1024", "max.partition.fetch.bytes": "3145728"])
    #expect(limits.bytes == 1 << 20 && limits.fetch == 3 << 20 && limits.partitions == 4)
  }

  @Test("half full is by bytes or by number, whichever comes first")
  func half() {
    let limits = QueueLimits(memory: 2 << 20, partitions: 1)
    #expect(limits.bytes == 1 << 20)
    #expect(limits.messages == 4_096)
    #expect(!limits.isHalfFull(waiting: 2_047, averageSize: 100))
    #expect(limits.isHalfFull(waiting: 2_048, averageSize: 100))
    #expect(!limits.isHalfFull(waiting: 10, averageSize: 50_000))
    #expect(limits.isHalfFull(waiting: 11, averageSize: 50_000))
  }
}
