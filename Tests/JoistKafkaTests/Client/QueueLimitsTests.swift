import Testing

@testable import JoistKafka

@Suite("Memory for records fetched ahead")
struct QueueLimitsTests {
  @Test("With enough memory, partitions share 64 MiB, and each has one fetch in addition")
  func plenty() {
    for (partitions, bytes) in [(1, 8 << 20), (0, 8 << 20), (16, 4 << 20), (10_000, 512 << 10)] {
      let limits = QueueLimits(memory: 64 << 30, partitions: partitions)
      #expect(limits.bytes == bytes && limits.fetch == 1 << 20)
      #expect(limits.partitions >= partitions)
    }
  }

  @Test(
    "With little memory, partitions get less and then take turns, within the memory",
    arguments: [1, 8, 100, 1_000])
  func scarce(partitions: Int) {
    for memory in [1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20] {
      let limits = QueueLimits(memory: memory, partitions: partitions)
      #expect(limits.partitions * (limits.bytes + limits.fetch) <= memory)
      #expect(limits.partitions >= min(partitions, memory / (128 << 10)))
      #expect(limits.bytes >= 64 << 10 && limits.fetch >= 64 << 10)
    }
  }

  @Test("With less memory than one partition needs, one partition is read at a time")
  func tiny() { #expect(QueueLimits(memory: 1, partitions: 5).partitions == 1) }

  @Test("The user's limits take precedence and reduce the number of partitions read at a time")
  func author() {
    let limits = QueueLimits(
      memory: 16 << 20, partitions: 100,
      properties: ["queued.max.messages.kbytes": "1024", "max.partition.fetch.bytes": "3145728"])
    #expect(limits.bytes == 1 << 20 && limits.fetch == 3 << 20 && limits.partitions == 4)
  }

  @Test("A queue is half full by bytes or by number, whichever comes first")
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
