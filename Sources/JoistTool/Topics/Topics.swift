import Beam
import JoistArguments
import JoistKafka

/// `joist topics`: the topics of a cluster.
struct Topics: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "topics", abstract: "Lists, describes, creates and deletes topics.",
      discussion: "Without --brokers, it works on the broker of 'joist up'.",
      subcommands: [ListTopics.self, DescribeTopics.self, CreateTopics.self, DeleteTopics.self])
  }
}

extension KafkaOptions {
  /// A connection that asks the cluster.
  /// - Throws: `KafkaError` if no broker answers.
  func connect() throws -> KafkaClusterClient {
    try KafkaClusterClient(
      KafkaConsumerOptions(brokers: brokers?.addresses, properties: properties),
      logger: Logger(label: "kafka", logLevel: .error))
  }
}
