package import Beam
import CJoistKafka

/// A topic to be made in an embedded broker.
package struct EmbeddedTopic: Sendable, Hashable {
  /// The topic's name.
  package let name: String
  /// How many partitions it has.
  package let partitions: Int

  /// Names a topic.
  package init(_ name: String, partitions: Int) {
    self.name = name
    self.partitions = partitions
  }
}

// Sendable: librdkafka's mock cluster may be used from any thread (it runs commands on a thread of its own), and the
// pointers never change.
/// librdkafka's mock cluster: brokers of this process, on loopback, that real clients can use.
///
/// It keeps records in memory, about 5 MB a partition, and forgets all when it ends. It takes a port that is free.
/// Transactions are not isolated, offsets by time and the making of topics are not offered.
package final class MockCluster: @unchecked Sendable {
  private let cluster: OpaquePointer
  private let client: ClientHandle

  /// Where clients connect, as `127.0.0.1:40123`.
  package let bootstrapServers: String

  /// Starts a cluster.
  /// - Parameters:
  ///   - topics: topics to make.
  ///   - brokers: how many brokers there are; their numbers begin at 1.
  ///   - logger: where the client's log goes.
  /// - Throws: ``KafkaError`` where it does not start, or a topic cannot be made.
  package init(topics: [EmbeddedTopic], brokers: Int = 1, logger: Logger) throws(KafkaError) {
    client = try ClientHandle(.producer, brokers: "", properties: [:], own: [], logger: logger)
    guard let cluster = rd_kafka_mock_cluster_new(client.pointer, Int32(brokers)) else {
      throw KafkaError(.other, "the embedded broker does not start")
    }
    self.cluster = cluster
    bootstrapServers = rd_kafka_mock_cluster_bootstraps(cluster).map { String(cString: $0) } ?? ""
    for topic in topics { try makeTopic(topic) }
  }

  deinit { rd_kafka_mock_cluster_destroy(cluster) }

  /// Makes a topic.
  /// - Throws: ``KafkaError`` where it cannot be made.
  package func makeTopic(_ topic: EmbeddedTopic) throws(KafkaError) {
    let response = rd_kafka_mock_topic_create(cluster, topic.name, Int32(clamping: topic.partitions), 1)
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "the embedded broker does not make the topic \"\(topic.name)\"")
    }
  }

  /// Ends a broker's connections and refuses new ones.
  package func takeDown(broker: Int32 = 1) { rd_kafka_mock_broker_set_down(cluster, broker) }

  /// Lets a broker take connections again.
  package func bringUp(broker: Int32 = 1) { rd_kafka_mock_broker_set_up(cluster, broker) }

  /// Makes a broker the leader of a partition.
  package func setLeader(of topic: String, partition: Int32, broker: Int32) {
    rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
  }

  /// Has a broker answer late.
  package func setRoundTrip(broker: Int32 = 1, milliseconds: Int32) {
    rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds)
  }
}
