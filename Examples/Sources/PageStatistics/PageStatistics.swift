import Joist
import JoistJSON
import JoistKafka

/// Computes statistics for each page and minute of event time.
@main struct PageStatistics: PipelineCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Computes statistics of visits for each page and minute.",
      discussion: """
        Reads website visits as JSON from a topic and writes one record for each page and minute to another. \
        'joist up --topics page-statistics:1' starts a broker; 'joist datagen' generates visits.
        """)
  }

  @Option(help: "Kafka bootstrap servers.") var brokers: KafkaBrokers?
  @Option(help: "The topic with visits.") var input = "website-visit"
  @Option(help: "The topic for the statistics.") var output = "page-statistics"
  @Option(help: "The topic for records that fail to parse.") var deadLetters = "website-dead-letter"

  func build(_ pipeline: Pipeline) {
    // The watermark follows the time of visits, which may be up to ten seconds out of order.
    let parsed =
      pipeline
      .readKafka(
        KafkaSource(
          topic: input, brokers: brokers, groupID: "page-statistics", maxOutOfOrder: .seconds(10),
          eventTime: jsonTime(in: Visit.self, \.at))
      )
      .parseJSON(as: Visit.self)

    parsed.results.statistics()
      .map("Encode") { KafkaRecord(key: $0.page, value: Bytes(json: $0)) }
      .writeKafka(KafkaSink(topic: output, brokers: brokers))

    parsed.failures
      .map("Explain") { KafkaRecord(key: $0.element.key, value: $0.element.value, headers: ["reason": $0.reason]) }
      .writeKafka(KafkaSink(topic: deadLetters, brokers: brokers, oversized: .cut))
  }
}

extension PCollection<Visit> {
  /// The statistics for each page and minute. It does not depend on input or output, so that tests can call it.
  func statistics() -> PCollection<PageMinute> {
    windowed(by: .fixed(.minutes(1)))
      .group(by: \.page)
      .aggregate(
        .count(), .count { $0.httpResponse >= 500 }, .sum(\.fileSizeBytes), .max(\.fileSizeBytes)
      ) { page, visits, errors, bytes, largest in
        PageMinute(page: page, minute: .min, visits: visits, errors: errors, bytes: bytes, largest: largest)
      }
      .map("Minute") { statistics, info in statistics.starting(at: info.window.start) }
  }
}
