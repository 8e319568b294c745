import Beam
import Foundation
import JoistArguments
import JoistKafka
import JoistRunner

/// `joist consume`: the records of a topic on standard output.
struct Consume: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Shows the records of a topic, one on each line.",
      discussion: """
        Reads what the topic holds and ends; with --follow it goes on until Ctrl-C. Records of a partition come in \
        their order; those of different partitions come as they arrive. It joins no group and publishes no positions.

        A line is the record's value, after what the options add, with tabs between. With --json a line is an object \
        with everything, which 'joist produce --json' writes to another topic.
        """)
  }

  @Argument(help: "The topic.") var topic: String
  @Option(help: "Where to begin in each partition: earliest, latest, an offset, -N for the last N, or @TIME.")
  var from = StartOfReading.earliest
  @Option(help: "How many records to show at most.") var count: Int?
  @Option(help: "The only partition to read.") var partition: Int32?
  @Flag(help: "Go on with records as they arrive.") var follow = false
  @Flag(help: "Show each record as JSON.") var json = false
  @OptionGroup(title: "Columns before the value") var columns: RecordColumns
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  func validate() throws {
    if let count, count < 0 { throw ValidationError("--count must not be negative, and is \(count)") }
    if from == .latest, !follow { throw ValidationError("--from latest shows nothing without --follow") }
    if json, columns.isAny { throw ValidationError("--json shows everything; leave out the options for columns") }
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
    if shown == 0, !follow { Console().write("no records") }
    consumer.close(within: .zero)
  }

  private func show(_ reading: inout TopicReading, _ stop: borrowing StopRequest) throws -> Int {
    var output = LineBuffer(file: 1)
    var shown = 0
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
    try output.flush()
    return shown
  }
}
