package import Beam
import CJoistKafka

/// A topic to create in an embedded broker.
package struct EmbeddedTopic: Sendable, Hashable {
  /// The topic's name.
  package let name: String
  /// The number of partitions.
  package let partitions: Int

  /// Describes a topic.
  package init(_ name: String, partitions: Int) {
    self.name = name
    self.partitions = partitions
  }
}

// SAFETY: any thread may use librdkafka's mock cluster, which runs commands on its own thread. The pointer never changes,
// and `client`, which owns the cluster's instance, outlives it.
/// librdkafka's mock cluster: brokers in this process, on the loopback interface, that ordinary clients can use.
///
/// It keeps records in memory, about 5 MB per partition, until it ends, and listens on a free port. It does not isolate
/// transactions, look up offsets by time, or create topics for clients.
package final class MockCluster: @unchecked Sendable {
  /// The cluster, an `rd_kafka_mock_cluster_t`.
  package let handle: OpaquePointer
  private let client: ClientHandle

  /// The address for clients, such as `127.0.0.1:40123`.
  package let bootstrapServers: String

  /// Starts a cluster.
  /// - Parameters:
  ///   - topics: the topics to create.
  ///   - brokers: the number of brokers; they are numbered from 1.
  ///   - logger: the logger for the client's messages.
  /// - Throws: ``KafkaError`` if the cluster does not start or a topic cannot be created.
  package init(topics: [EmbeddedTopic], brokers: Int = 1, logger: Logger) throws(KafkaError) {
    client = try ClientHandle(.producer, brokers: "", properties: [:], own: [], logger: logger)
    guard let cluster = rd_kafka_mock_cluster_new(client.pointer, Int32(brokers)) else {
      throw KafkaError(.other, "the embedded broker does not start")
    }
    handle = cluster
    bootstrapServers = rd_kafka_mock_cluster_bootstraps(cluster).map { String(cString: $0) } ?? ""
    for topic in topics { try makeTopic(topic) }
  }

  deinit { rd_kafka_mock_cluster_destroy(handle) }

  /// Creates a topic.
  /// - Throws: ``KafkaError`` if it cannot be created.
  package func makeTopic(_ topic: EmbeddedTopic) throws(KafkaError) {
    let response = rd_kafka_mock_topic_create(handle, topic.name, Int32(clamping: topic.partitions), 1)
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "the embedded broker cannot create the topic \"\(topic.name)\"")
    }
  }
}
