import Beam
import Foundation
import JoistArguments
import JoistKafka
import JoistRunner

/// `joist consume`: prints the records of a topic.
struct Consume: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Shows the records of a topic, one on each line.",
      discussion: """
        Reads to the end of the topic; with --follow it continues until Ctrl-C. Records of a partition are in order; \
        those of different partitions are in order of arrival. It joins no group and publishes no positions.

        A line has the columns chosen by options, separated by tabs, always in this order: timestamp, \
        partition@offset, headers, key, value. An absent key or value is shown as null, as by Kafka's console consumer.

        With --json, a line is an object with the whole record, which 'joist produce --json' can write to another \
        topic. Only this form is exact: in columns, the text "null" looks like an absent value, headers are joined by \
        commas, and keys and values may contain tabs and line feeds.
        """)
  }

  @Argument(help: "The topic.") var topic: String
  @Option(
    name: [.long, .customShort("o")],
    help: """
      The start in each partition: earliest or beginning, latest or end, an offset, -N for the last N, or @TIME.
      """)
  var from = StartOfReading.earliest
  @Option(name: [.long, .customLong("max-messages"), .customShort("c")], help: "The most records to show.")
  var count: Int?
  @Option(help: "The only partition to read.") var partition: Int32?
  @Flag(help: "Continue with new records as they arrive.") var follow = false
  @Flag(help: "Show each record as JSON; options for columns then have no effect.") var json = false
  @OptionGroup(title: "Columns before the value") var columns: RecordColumns
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  func validate() throws {
    if let count, count < 0 { throw ValidationError("--count must not be negative, and is \(count)") }
    if from.position == .latest, !follow {
      throw ValidationError("--from \(from.word) shows nothing without --follow")
    }
  }

  func run() throws {
    let stop = try StopRequest()
    let options = try KafkaConsumerOptions(brokers: kafka.brokers?.addresses, properties: kafka.properties)
    let cluster = try kafka.connect()
    var ranges = try cluster.offsetRanges(of: cluster.topic(topic).partitions)
    if let partition {
      ranges = ranges.filter { $0.key.number == partition }
      if ranges.isEmpty { throw ValidationError("the topic \"\(topic)\" has no partition \(partition)") }
    }
    let starts = try from.offsets(in: ranges, cluster)
    let consumer = try KafkaConsumerClient(
      options, partitionCount: ranges.count, logger: Logger(label: "kafka", logLevel: .error))
    var reading = TopicReading(ends: follow ? nil : ranges.mapValues(\.end))
    for (partition, start) in starts.sorted(by: { $0.key < $1.key }) where follow || start < ranges[partition]?.end ?? 0
    {
      if let reader = try consumer.reader(of: partition, at: start) { reading.add(reader) }
    }
    let shown = try show(&reading, stop)
    consumer.close(within: .zero)
    if follow || shown == count || reading.isDone {
      if shown == 0, !follow { Console().write("no records") }
    } else {
      // The output is incomplete, which whoever uses it must know.
      throw ExitCode(stop.exitCode)
    }
  }

  private func show(_ reading: inout TopicReading, _ stop: borrowing StopRequest) throws -> Int {
    var output = LineBuffer(file: 1)
    var shown = 0
    do {
      while !stop.isRequested, shown < count ?? .max, !reading.isDone {
        let taken = try reading.take(atMost: (count ?? .max) - shown) { record in
          try output.append(json ? RecordLine(record).json : columns.line(of: record))
        }
        shown += taken
        if taken == 0 {
          try output.flush()
          usleep(5_000)
        }
      }
    } catch let error as KafkaError {
      // Records before the failure are shown.
      try output.flush()
      throw error
    }
    try output.flush()
    return shown
  }
}
