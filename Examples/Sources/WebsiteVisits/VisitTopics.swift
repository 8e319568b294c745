import Joist
import JoistKafka

/// The topics of `--mode streaming`.
struct VisitTopics: ParsableArguments {
  @Option(help: "Streaming: Kafka bootstrap servers.") var brokers: KafkaBrokers?
  @Option(help: "Streaming: the topic with visits to read.") var inputTopic = "website-visit"
  @Option(help: "Streaming: the topic to write visits to.") var outputTopic = "website-out"
  @Option(help: "Streaming: the topic for what is no visit, with the reason.")
  var deadLetterTopic = "website-dead-letter"
  @Option(help: "Streaming: the group under which positions are published and taken up again; an empty one: none are.")
  var group = "website-visits"
  @Option(help: "Streaming: 'latest' ends at the ends of the partitions as they are at the start. (default: never)")
  var until: End?

  /// Where a job over topics may end.
  enum End: String, ExpressibleByArgument, CaseIterable {
    case latest
  }

  /// What is read.
  var source: KafkaSource {
    KafkaSource(
      topic: inputTopic, brokers: brokers, groupID: group.isEmpty ? nil : group, until: until == nil ? nil : .latest)
  }

  /// Where visits go.
  var output: KafkaSink { KafkaSink(topic: outputTopic, brokers: brokers) }

  /// Where the rest goes. A dead letter is larger than its record: it has the reason, too.
  var deadLetters: KafkaSink { KafkaSink(topic: deadLetterTopic, brokers: brokers, oversized: .cut) }
}
