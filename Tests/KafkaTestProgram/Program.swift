import Joist
import JoistKafka

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Copies numbers from topic to topic, or counts them by windows: for tests that kill it in the middle.
@main struct Program: PipelineCommand {
  enum Mode: String, ExpressibleByArgument, CaseIterable { case copy, count }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "kafka-program", abstract: "Copies records, or counts them.")
  }

  @Option(help: "What it does.") var mode = Mode.copy
  @Option(help: "Kafka bootstrap servers.") var brokers: KafkaBrokers
  @Option(help: "The topic to read.") var input: String
  @Option(help: "The topic to write.") var output: String
  @Option(help: "The group.") var group: String
  @Option(help: "Microseconds that each record takes.") var delay: UInt32 = 0
  @Flag(help: "End where the topic ends at the start.") var bounded = false

  func build(_ pipeline: Pipeline) {
    let source = KafkaSource(topic: input, brokers: brokers, groupID: group, until: bounded ? .latest : nil)
    let sink = KafkaSink(topic: output, brokers: brokers) { $0.position?.partition }
    let delay = delay
    let records = pipeline.readKafka(source).map("Work") { record in
      if delay > 0 { usleep(delay) }
      return record
    }
    switch mode {
    case .copy: records.writeKafka(sink)
    case .count:
      records
        .windowed(by: .fixed(.seconds(10)))
        .map("Partition") { "\($0.position?.partition ?? -1)" }
        .countPerElement()
        .map("Report") { KafkaRecord(key: Bytes(utf8: $0.key), value: Bytes(utf8: "\($0.value)")) }
        .writeKafka(sink)
    }
  }
}
