import Joist
import JoistFiles
import JoistJSON
import JoistKafka
import WebsiteVisitsDomain
import WebsiteVisitsTransforms

/// Parses and normalizes website visits. Records that fail to parse are written elsewhere, with the reason.
@main struct WebsiteVisits: PipelineCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Parses website visits, and writes records that fail to parse elsewhere, with the reason.",
      discussion: """
        Streaming reads a Kafka topic and writes to two others. Batch does the same with files of JSON lines. \
        'joist up' starts a broker with the topics; 'joist datagen' generates visits for both.
        """)
  }

  @Option(help: "Read from and write to Kafka, or files.") var mode = Mode.streaming
  @OptionGroup(title: "Kafka") var topics: VisitTopics
  @OptionGroup(title: "Files") var files: VisitFiles

  func build(_ pipeline: Pipeline) {
    switch mode {
    case .streaming: write(records: pipeline.readKafka("ReadVisits", topics.source))
    case .batch: write(lines: pipeline.readLines("ReadVisits", from: files.input))
    }
  }

  /// Parses Kafka records and writes to two topics.
  func write(records: PCollection<KafkaRecord>) {
    let parsed = records.parseVisits()

    parsed.results
      .map("Encode") { KafkaRecord(key: Bytes(json: VisitKey($0)), value: Bytes(json: $0)) }
      .writeKafka("WriteVisits", topics.output)

    parsed.failures
      .map("Explain") {
        KafkaRecord(
          key: $0.element.key, value: $0.element.value,
          headers: ["reason": $0.reason, "step": $0.step, "id": $0.id])
      }
      .writeKafka("WriteDeadLetters", topics.deadLetters)
  }

  /// Parses lines of JSON and writes to two files.
  private func write(lines: PCollection<Bytes>) {
    let parsed = lines.parseVisits()

    parsed.results
      .formatJSON("Encode")
      .writeText("WriteVisits", to: files.output)

    parsed.failures
      .map("Explain") { DeadLetter($0) }
      .formatJSON("EncodeDeadLetters")
      .writeText("WriteDeadLetters", to: files.deadLetters)
  }
}
