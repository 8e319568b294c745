import JoistArguments
import JoistKafka

/// `joist topics describe`: shows the partitions of topics and their configuration.
struct DescribeTopics: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "describe",
      abstract: "Shows the partitions of topics with leaders and offsets, and the topics' own configuration.",
      discussion: """
        FIRST is the offset of the oldest record, END that of the next record to be written. RECORDS is their \
        difference; compacted topics and topics with transactions have fewer records.
        """)
  }

  @Argument(help: "The names of the topics.") var topics: [String]
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  func run() throws {
    let cluster = try kafka.connect()
    for (index, name) in topics.enumerated() {
      let topic = try cluster.topic(name)
      if index > 0 { print("") }
      try describe(topic, cluster)
    }
  }

  private func describe(_ topic: KafkaTopic, _ cluster: KafkaClusterClient) throws {
    let leaders = try cluster.leaders(of: topic)
    let ranges = try cluster.offsetRanges(of: topic.partitions)
    print("\(topic.name): \(topic.partitionCount) partition\(topic.partitionCount == 1 ? "" : "s")")
    for (name, value) in cluster.configuration(of: topic).sorted(by: { $0.key < $1.key }) {
      print("  \(name)=\(value)")
    }
    let rows = topic.partitions.map { partition in
      let range = ranges[partition] ?? PartitionOffsets(first: 0, end: 0)
      let leader = leaders[partition].flatMap { $0 < 0 ? nil : $0 }
      return [
        "\(partition.number)", leader.map { "\($0)" } ?? "none", "\(range.first)", "\(range.end)",
        "\(range.end - range.first)",
      ]
    }
    for line in TextTable.lines(["PARTITION", "LEADER", "FIRST", "END", "RECORDS"], rows) { print("  " + line) }
  }
}
