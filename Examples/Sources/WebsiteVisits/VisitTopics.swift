import Joist
import JoistKafka

/// The topics of `--mode streaming`.
struct VisitTopics: ParsableArguments {
  @OptionGroup var kafka: KafkaOptions
  @Option(help: "Streaming: the topic to read visits from.") var inputTopic = "website-visit"
  @Option(help: "Streaming: the topic to write visits to.") var outputTopic = "website-out"
  @Option(help: "Streaming: the topic for records that fail to parse, with the reason.")
  var deadLetterTopic = "website-dead-letter"
  @Option(help: "Streaming: the consumer group for published positions; empty: publish none.")
  var group = "website-visits"
  @Option(help: "Streaming: stop at the partitions' ends as of the start, instead of never.")
  var until: End?

  /// Where the job stops reading.
  enum End: String, ExpressibleByArgument, CaseIterable {
    case latest
  }

  /// The source of the visits.
  var source: KafkaSource {
    KafkaSource(
      topic: inputTopic, options: kafka, groupID: group.isEmpty ? nil : group, until: until == nil ? nil : .latest)
  }

  /// The sink for visits.
  var output: KafkaSink { KafkaSink(topic: outputTopic, options: kafka) }

  /// The sink for records that fail to parse. A dead letter is larger than its record, since it has the reason too.
  var deadLetters: KafkaSink { KafkaSink(topic: deadLetterTopic, options: kafka, oversized: .cut) }
}
