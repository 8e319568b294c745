import Beam
import JoistArguments
import JoistKafka

/// `joist status`: whether the embedded broker runs, its address, and its topics.
struct Status: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Shows whether the broker of 'joist up' runs, its address, and its topics.",
      discussion: "Exits with 1 if no broker runs.")
  }

  func run() throws {
    let folder = BrokerFolder()
    guard let process = folder.runningProcess, let addresses = folder.note.addresses else {
      print("no broker runs; 'joist up' starts one")
      throw ExitCode.failure
    }
    print("Kafka listens at \(addresses) (process \(process))")
    let cluster = try KafkaClusterClient(
      KafkaConsumerOptions(brokers: addresses), logger: Logger(label: "kafka", logLevel: .error))
    for topic in try cluster.allTopics().sorted(by: { $0.name < $1.name }) {
      let ranges = try cluster.offsetRanges(of: topic.partitions).values
      let held = ranges.reduce(0) { $0 + $1.end - $1.first }
      let gone = ranges.reduce(0) { $0 + $1.first }
      print(
        "  \(topic.name): \(topic.partitionCount) partition\(topic.partitionCount == 1 ? "" : "s"), \(held) records"
          + (gone > 0 ? "; \(gone) older ones were dropped" : ""))
    }
  }
}
