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
        'joist up' starts a broker with the topic of visits, 'joist topics create page-statistics' adds the other, and \
        'joist datagen' generates visits.
        """)
  }

  @OptionGroup(title: "Kafka") var kafka: KafkaOptions
  @Option(help: "The topic with visits.") var input = "website-visit"
  @Option(help: "The topic for the statistics.") var output = "page-statistics"
  @Option(help: "The topic for records that fail to parse.") var deadLetters = "website-dead-letter"

  func build(_ pipeline: Pipeline) {
    // The watermark follows the time of visits, which may be up to ten seconds out of order. A visit whose clock is wrong does not
    // move it into the future.
    let source = KafkaSource(
      topic: input, options: kafka, groupID: "page-statistics", maxOutOfOrder: .seconds(10), maxAhead: .minutes(5),
      eventTime: jsonTime("event_ts"))
    let (statistics, letters) = pipeline.readKafka(source).pageStatistics()
    statistics.writeKafka(KafkaSink(topic: output, options: kafka))
    letters.writeKafka(KafkaSink(topic: deadLetters, options: kafka, oversized: .cut))
  }
}

extension PCollection<KafkaRecord> {
  /// All between the topics: records of statistics, and those that fail to parse with the reason.
  func pageStatistics() -> (statistics: PCollection<KafkaRecord>, deadLetters: PCollection<KafkaRecord>) {
    let parsed = parseJSON(as: Visit.self)
    let statistics = parsed.results.statistics()
      .map("Encode") { KafkaRecord(key: $0.page, value: Bytes(json: $0)) }
    let letters = parsed.failures
      .map("Explain") { KafkaRecord(key: $0.element.key, value: $0.element.value, headers: ["reason": $0.reason]) }
    return (statistics, letters)
  }
}

extension PCollection<Visit> {
  /// The statistics for each page and minute. It does not depend on input or output, so that tests can call it.
  func statistics() -> PCollection<PageMinute> {
    windowed(by: .fixed(.minutes(1)))
      .group(by: \.page)
      .aggregate(
        .count(), .count { $0.httpResponse >= 500 }, .sum(\.fileSizeBytes), .max(\.fileSizeBytes)
      ) { page, visits, errors, bytes, largest, info in
        PageMinute(
          page: page, minute: info.window.start, visits: visits, errors: errors, bytes: bytes, largest: largest)
      }
  }
}
