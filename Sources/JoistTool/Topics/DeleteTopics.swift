import JoistArguments
import JoistKafka

/// `joist topics delete`: deletes topics and their records.
struct DeleteTopics: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "delete", abstract: "Deletes topics with all their records, without confirmation.")
  }

  @Argument(help: "The names of the topics.") var topics: [String]
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  func run() throws {
    let cluster = try kafka.connect()
    for name in topics { _ = try cluster.topic(name) }
    if cluster.cluster.isEmbedded {
      throw BrokerFailure(
        """
        the broker of 'joist up' cannot delete the topic "\(topics[0])"
          hint: 'joist down' deletes all topics; 'joist up --topics …' starts with those you name
        """)
    }
    for name in topics {
      try cluster.delete(topic: name)
      print("deleted \(name)")
    }
  }
}
