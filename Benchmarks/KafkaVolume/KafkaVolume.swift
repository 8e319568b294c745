import Foundation
import Joist
import JoistKafka
import KafkaTestSupport

/// Copies millions of records from topic to topic on a real broker, and checks that each arrives exactly once and in
/// order, and that the job's memory does not grow.
///
///     JOIST_TEST_KAFKA=… JOIST_TEST_PYTHON=… swift run -c release KafkaVolume [--records 5000000]
///
/// Another client writes the records and checks the result. The exit code is 1 if records are missing, duplicated or
/// out of order, or if the memory grows after a quarter of the records by more than a tenth plus 32 MB.
@main struct KafkaVolume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "KafkaVolume", abstract: "Copies millions of records on a real broker, and counts them.")

  @Option(help: "The number of records.") var records = 5_000_000
  @Option(help: "The number of partitions of each topic.") var partitions = 8

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
      print("wrong result: \(counts) records, published positions \(positions)")
      throw ExitCode.failure
    }
    if memory.hasGrown {
      print("the memory has grown")
      throw ExitCode.failure
    }
  }

  /// Runs the job and watches the memory of this process.
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

/// Times the phases of the run.
private struct Phase {
  private var began = ContinuousClock.now

  /// Prints the time since the last phase and what was done.
  mutating func end(_ words: String) {
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    print("\(String(format: "%5.1f", seconds)) s: \(words)")
    began = .now
  }
}
