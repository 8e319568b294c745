import Foundation
import Joist
@testable import JoistKafka
import JoistRunner
import KafkaTestSupport
import TestSupport
import Testing

@Suite(
  "A broker that is unavailable for a while", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct OutageTests {
  /// The embedded broker repeats what a lost answer has it asked for again, so that records may stand there twice.
  @Test("The job continues, and every record arrives in order")
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
      // So long that others have no contact either.
      let other = try KafkaConsumerOptions(brokers: cluster.bootstrapServers).makeClient(logger: silent)
      #expect(throws: KafkaError.self) { try other.contact(within: .milliseconds(700)) }
      mock.bringUp()
    }
    try cluster.write(next..<(next + 300), toEachOf: 2, of: input)
    next += 300
    try await wait(for: "all records") { collected.all.count >= 2 * next }
    job.stop()
    #expect(try await job.outcome() == .stopped)

    #expect(collected.all.sorted() == (0..<(2 * next)).map { $0 / 2 })
    for written in try cluster.numbers(in: output, partitions: 2) { #expect(written.firsts == Array(0..<next)) }
    let published = try IndependentClient.committed("outage", topic: input, at: cluster.bootstrapServers)
    #expect(published == [Int64(next), Int64(next)])
  }

  @Test("A program that is told to stop ends although its broker is unavailable, and says what it did not commit")
  func stopping() async throws {
    let cluster = try TestCluster(.embedded)
    let (input, output) = (try cluster.makeTopic("in"), try cluster.makeTopic("out"))
    try cluster.write(0..<100_000, toEachOf: 1, of: input)
    let program = try ProgramRun(
      of: "KafkaTestProgram",
      [
        "--brokers", cluster.bootstrapServers, "--input", input, "--output", output, "--group", "stopping", "--delay",
        "200",
        "--quiet",
      ])
    let copies = try TopicWatch(output, on: cluster)
    try await wait(for: "the first copies") { try copies.count > 100 }
    try cluster.embedded().takeDown()
    program.send(SIGINT)
    #expect(program.end() == 130)
    let errors = program.errors
    #expect(errors.contains("were not committed") || errors.contains("not acknowledged"), "\(errors)")
  }

  @Test("While a broker is unavailable, the records read ahead are bounded and no thread waits")
  func bounded() async throws {
    let cluster = try TestCluster(.embedded)
    let output = try cluster.makeTopic("out")
    let mock = try cluster.embedded()
    let (made, beside) = (Collected<Int>(), Collected<Int>())
    let numbers = 30_000
    let value = Bytes(repeatElement(7, count: 1_000))

    let pipeline = Pipeline()
    let sent = pipeline.create("Numbers", 0..<numbers).map { (number: Int) in
      if number % 1_000 == 0 { made.add([number]) }
      return KafkaRecord(value: value)
    }
    sent.writeKafka(KafkaSink(topic: output, brokers: cluster.brokers))
    pipeline.create("Beside", 0..<1_000).reshuffle().parDo(Collect(into: beside))
    var options = JobOptions.test(silent, maxAttempts: 1)
    options.parallelism = 1
    options.settling.bytes = 1 << 20
    let prepared = try PreparedPipeline(pipeline)
    try prepared.hooks.check(logger: silent)
    mock.takeDown()
    let job = LocalJob(plan: prepared.plan, carrier: prepared.carrier, options: options)
    try job.start()

    try await wait(for: "the work beside") { beside.all.count == 1_000 }
    try await wait(for: "the job to come to rest") { job.status.settlingBundles >= 1 && job.status.busyThreads == 0 }
    #expect(made.all.count < numbers / 1_000)
    mock.bringUp()
    _ = try await job.outcome()
    #expect(made.all.count == numbers / 1_000)
    #expect(try TopicWatch(output, on: cluster).count == numbers)
  }
}
