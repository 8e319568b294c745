import JoistKafka
import KafkaTestSupport

/// Looks at a topic while a job works on it, without a process for each look.
struct TopicWatch {
  private let clusterClient: KafkaClusterClient
  private let partitions: [KafkaPartition]

  /// - Parameter group: the group whose positions are looked at.
  init(_ topic: String, group: String? = nil, on cluster: TestCluster) throws {
    clusterClient = try KafkaClusterClient(
      KafkaConsumerOptions(brokers: cluster.bootstrapServers, groupID: group), logger: silent)
    partitions = try clusterClient.topic(topic).partitions
  }

  /// How many records have been written, and marks of transactions.
  var count: Int {
    get throws { try clusterClient.offsetRanges(of: partitions).values.reduce(0) { $0 + Int($1.end) } }
  }

  /// The positions that the group has published.
  var positions: [KafkaPartition: Int64] {
    get throws { try clusterClient.committedOffsets(of: partitions) }
  }
}
