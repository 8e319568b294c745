import Joist
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("A broker that goes away and comes back", .enabled(if: otherClient))
struct OutageTests {
  @Test("the job carries on, and every record is there once and in order")
  func outage() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out", partitions: 2)
    let mock = try cluster.embedded()
    let collected = Collected<Int>()

    let pipeline = Pipeline()
    let records = pipeline.readKafka(KafkaSource(topic: input, brokers: cluster.brokers, groupID: "outage"))
    records.writeKafka(.samePartition(output, cluster))
    records.map { number(of: $0) }.parDo(Collect(into: collected))
    let job = try pipeline.startHere()
    var next = 0
    for _ in 0..<3 {
      try cluster.write(next..<(next + 300), toEachOf: 2, of: input)
      next += 300
      try await wait(for: "the first records") { collected.all.count > 2 * next - 600 }
      mock.takeDown()
      try await Task.sleep(for: .milliseconds(700))
      mock.bringUp()
    }
    try cluster.write(next..<(next + 300), toEachOf: 2, of: input)
    next += 300
    try await wait(for: "all records") { collected.all.count >= 2 * next }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    let expected = Array(0..<next)
    #expect(try cluster.numbers(in: output, partitions: 2) == [expected, expected])
    let published = try IndependentClient.committed("outage", topic: input, at: cluster.bootstrapServers)
    #expect(published == [Int64(next), Int64(next)])
  }
}
