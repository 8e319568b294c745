import Joist
import JoistKafka
import KafkaTestSupport
import TestSupport
import Testing

@Suite("The memory of Kafka clients", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct MemoryTests {
  /// Writes records of 20 kB to each partition.
  private func fill(_ topic: String, partitions: Int32, records: Int, on cluster: TestCluster) throws {
    let producer = try KafkaProducerClient(
      KafkaProducerOptions(brokers: cluster.bootstrapServers), topics: [topic], logger: silent)
    let batch = try producer.newBatch(to: topic)
    let value = Bytes(repeatElement(UInt8(ascii: "v"), count: 20_000))
    for _ in 0..<records {
      for partition in 0..<partitions {
        try value.withUnsafeBytes { try batch.send(key: nil, value: $0, partition: partition) }
      }
    }
    batch.finish { _ in }
    guard producer.flush(within: .seconds(120)) else { throw TestFailure("records were not written") }
  }

  @Test(
    "A job with a budget of 64 MB reads a thousand partitions within 130 MB",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func thousandPartitions() async throws {
    let cluster = try TestCluster(.real)
    let input = try cluster.makeTopic("in", partitions: 1_000)
    let output = try cluster.makeTopic("out")
    try await wait(for: "the leaders of the partitions") { (try? TopicWatch(input, on: cluster).count) != nil }
    try fill(input, partitions: 1_000, records: 12, on: cluster)
    let program = try ProgramRun(
      "count", on: cluster, input, output, group: "memory-\(input)",
      ["--bounded", "--memory", "64MB", "--delay", "200"])
    // The system tells no figure while the program is loaded, and none after its end.
    var (peak, gaps) = (0, 0)
    while gaps < 20 {
      gaps = program.peakMemory == nil ? gaps + 1 : 0
      peak = max(peak, program.peakMemory ?? 0)
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(program.end() == 0)
    let counts = try IndependentClient.read(output, at: cluster.bootstrapServers)
    #expect(counts.reduce(0) { $0 + ($1.valueText.flatMap { Int($0) } ?? 0) } == 12_000)
    #expect(Set(counts.map(\.keyText)).count == 1_000)
    #expect(peak > 10_000_000 && peak <= 130_000_000, "the peak is \(peak) bytes")
  }

  @Test("The queues count toward the job's memory under the step's name")
  func counted() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in", partitions: 4)
    try cluster.write(0..<100, toEachOf: 4, of: input)
    let pipeline = Pipeline()
    pipeline.readKafka("ReadVisits", KafkaSource(topic: input, brokers: cluster.brokers)).writeNowhere()
    let job = try pipeline.startHere()
    try await wait(for: "the queues to count") {
      job.status.memory.owners.contains { $0.name == "queues of ReadVisits" && $0.bytes == 36 << 20 }
    }
    job.stop()
    _ = try await job.outcome()
  }
}
