import Beam
import JoistArguments
import JoistKafka

/// `joist topics`: manages the topics of a cluster.
struct Topics: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "topics", abstract: "Lists, describes, creates and deletes topics.",
      discussion: "By default it uses the broker of 'joist up'.",
      subcommands: [ListTopics.self, DescribeTopics.self, CreateTopics.self, DeleteTopics.self])
  }
}

extension KafkaOptions {
  /// Connects to the cluster for admin requests.
  /// - Throws: `KafkaError` if no broker answers.
  func connect() throws -> KafkaClusterClient {
    try KafkaClusterClient(
      KafkaConsumerOptions(brokers: brokers?.addresses, properties: properties),
      logger: Logger(label: "kafka", logLevel: .error))
  }
}
