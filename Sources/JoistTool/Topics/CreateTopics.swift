import JoistArguments
import JoistKafka

/// `joist topics create`: creates topics by Kafka's admin protocol, or by the control socket of the embedded broker.
struct CreateTopics: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "create", abstract: "Creates topics.")
  }

  @Argument(help: "The names of the topics.") var topics: [String]
  @Option(help: "The partitions of each topic. (default: the cluster's; 4 on the broker of 'joist up')")
  var partitions: Int?
  @Option(help: "The number of brokers that store each record. (default: the cluster's)") var replicationFactor: Int?
  @Option(help: "A setting of the topics as NAME=VALUE, such as retention.ms=60000. Repeatable.") var config:
    [NamedValue] = []
  @OptionGroup(title: "Kafka") var kafka: KafkaOptions

  /// The default number of partitions on the embedded broker.
  private static let embeddedPartitions = 4

  func validate() throws {
    for (name, value) in [("--partitions", partitions), ("--replication-factor", replicationFactor)] {
      if let value, value < 1 { throw ValidationError("\(name) must be at least 1, and is \(value)") }
    }
  }

  func run() throws {
    let cluster = try kafka.connect()
    let existing = Set(try cluster.allTopics().map(\.name))
    if let topic = topics.first(where: { existing.contains($0) }) {
      throw KafkaError(.other, "the topic \"\(topic)\" already exists")
    }
    for name in topics {
      if cluster.cluster.isEmbedded {
        try createEmbedded(name, cluster)
      } else {
        let settings = Dictionary(config.map { ($0.name, $0.value) }) { $1 }
        try cluster.create(
          NewTopic(name, partitions: partitions, replicationFactor: replicationFactor, configuration: settings))
      }
      let made = try cluster.topic(name)
      print("created \(name) with \(made.partitionCount) partition\(made.partitionCount == 1 ? "" : "s")")
    }
  }

  private func createEmbedded(_ name: String, _ cluster: KafkaClusterClient) throws {
    if !config.isEmpty || replicationFactor ?? 1 != 1 {
      throw BrokerFailure(
        """
        the broker of 'joist up' has no topic settings and stores each record once; omit --config and \
        --replication-factor
        """)
    }
    let folder = BrokerFolder()
    guard let addresses = folder.note.addresses, Self.isSame(addresses, cluster.brokers) else {
      throw BrokerFailure("topics can only be created on the embedded broker of 'joist up', and this is another one")
    }
    let answer = try ControlSocket(folder: folder.path).ask("\(name):\(partitions ?? Self.embeddedPartitions)")
    guard answer == ControlSocket.done else { throw BrokerFailure(answer) }
  }

  /// Whether two addresses of loopback are the same.
  private static func isSame(_ left: String, _ right: String) -> Bool {
    func canonical(_ address: String) -> String { address.lowercased().replacing("localhost", with: "127.0.0.1") }
    return canonical(left) == canonical(right)
  }
}
