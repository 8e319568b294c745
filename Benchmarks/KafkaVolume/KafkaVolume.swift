import Foundation
import Joist
import JoistKafka
import KafkaTestSupport

/// Millions of records through a job, from topic to topic, on a real broker: afterwards each is there once and in order, and
/// the memory of the job has not grown on the way.
///
///     JOIST_TEST_KAFKA=… JOIST_TEST_PYTHON=… swift run -c release KafkaVolume [--records 5000000]
///
/// Another client writes the records and checks what arrives. Exit code 1 where something is missing, doubled or out of order,
/// or where the memory after a quarter of the records was exceeded later by more than a tenth and 32 MB.
@main struct KafkaVolume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "KafkaVolume", abstract: "Copies millions of records on a real broker, and counts.")

  @Option(help: "How many records.") var records = 5_000_000
  @Option(help: "Partitions of the topics.") var partitions = 8

  func validate() throws {
    if records < 1 || partitions < 1 { throw ValidationError("--records and --partitions must be positive") }
  }

  func run() throws {
    let broker = try RealBroker()
    for topic in ["in", "out"] { try broker.makeTopic(topic, partitions: partitions) }
    var phase = Phase()
    try IndependentClient.fill("in", partitions: partitions, count: records, at: broker.bootstrapServers)
    phase.end("another client has written \(records) records")
    let memory = try copy(on: KafkaBrokers(broker.bootstrapServers))
    phase.end("the job has copied them: \(memory)")
    let counts = try IndependentClient.countSequence("out", partitions: partitions, at: broker.bootstrapServers)
    phase.end("another client has read them: \(counts.reduce(0, +)), in order in each of \(counts.count) partitions")
    let positions = try IndependentClient.committed("volume", topic: "in", at: broker.bootstrapServers)
    guard counts.reduce(0, +) == records, positions == counts.map(Int64.init) else {
      print("not as it should be: records \(counts), published positions \(positions)")
      throw ExitCode.failure
    }
    if memory.hasGrown {
      print("the memory has grown")
      throw ExitCode.failure
    }
  }

  /// Runs the job, and watches the memory of this process.
  private func copy(on brokers: KafkaBrokers) throws -> MemoryWatch {
    let pipeline = Pipeline()
    pipeline.readKafka(KafkaSource(topic: "in", brokers: brokers, groupID: "volume", until: .latest))
      .writeKafka(KafkaSink(topic: "out", brokers: brokers) { $0.position?.partition })
    let job = try LocalJob(pipeline, options: JobOptions(name: "volume"))
    try job.start()
    var memory = MemoryWatch()
    while job.status.phase == .running {
      let copied = job.status.steps.first { $0.path.hasSuffix("Write") }?.elementsIn ?? 0
      memory.look(isWarm: copied >= records / 4)
      usleep(20_000)
    }
    _ = try job.wait()
    return memory
  }
}

/// How long the parts take.
private struct Phase {
  private var began = ContinuousClock.now

  /// Says what was done since the last part.
  mutating func end(_ words: String) {
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    print("\(String(format: "%5.1f", seconds)) s: \(words)")
    began = .now
  }
}
