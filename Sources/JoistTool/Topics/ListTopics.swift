import JoistArguments
import JoistKafka

/// `joist topics list`: lists topics with their partitions and records.
struct ListTopics: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: "Lists the topics of a cluster, with their partitions and records.")
  }

  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  func run() throws {
    let cluster = try kafka.connect()
    let topics = try cluster.allTopics().sorted { $0.name < $1.name }
    if topics.isEmpty {
      print("there are no topics")
      return
    }
    let rows = try topics.map { topic in
      let ranges = try cluster.offsetRanges(of: topic.partitions).values
      return [topic.name, "\(topic.partitionCount)", "\(ranges.reduce(0) { $0 + $1.end - $1.first })"]
    }
    for line in TextTable.lines(["TOPIC", "PARTITIONS", "RECORDS"], rows) { print(line) }
  }
}
