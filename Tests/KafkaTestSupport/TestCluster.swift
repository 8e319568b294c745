import Beam
import Foundation
package import JoistKafka

/// The clusters that a test runs on.
public enum ClusterKind: String, Sendable, CaseIterable, CustomStringConvertible {
  /// librdkafka's mock cluster, in this process.
  case embedded
  /// A real Apache Kafka.
  case real

  /// Those that are there: the real one where JOIST_TEST_KAFKA names a distribution.
  public static var present: [ClusterKind] { RealBroker.isPresent ? [.embedded, .real] : [.embedded] }

  /// The name.
  public var description: String { rawValue }
}

/// A cluster for one test, with topics of its own: an embedded one that nobody else has, or the shared real one.
public final class TestCluster: Sendable {
  /// What it is.
  public let kind: ClusterKind
  /// Where clients connect.
  public let bootstrapServers: String

  private let mock: MockCluster?
  /// Keeps topics of tests apart on the shared broker.
  private let suffix = String(UInt32.random(in: .min ... .max), radix: 36)

  /// Starts or takes a cluster.
  /// - Parameter brokers: how many brokers an embedded one has.
  public init(_ kind: ClusterKind, brokers: Int = 1) throws {
    self.kind = kind
    mock =
      kind == .embedded
      ? try MockCluster(topics: [], brokers: brokers, logger: Logger(label: "mock", logLevel: .error)) : nil
    bootstrapServers = try mock?.bootstrapServers ?? RealBroker.shared().bootstrapServers
  }

  /// A real broker of the test's own.
  public init(_ broker: RealBroker) {
    kind = .real
    mock = nil
    bootstrapServers = broker.bootstrapServers
  }

  /// Makes a topic.
  /// - Parameters:
  ///   - largestRecord: bytes of the largest batch that it takes, on a real cluster.
  ///   - configuration: what else it is told, on a real cluster.
  /// - Returns: its name, which begins with `name`.
  public func makeTopic(
    _ name: String, partitions: Int = 1, largestRecord: Int? = nil, configuration: [String: String] = [:]
  ) throws -> String {
    let full = "\(name)-\(suffix)"
    if let mock {
      try mock.makeTopic(EmbeddedTopic(full, partitions: partitions))
    } else {
      var configuration = configuration
      configuration["max.message.bytes"] = largestRecord.map { "\($0)" }
      try TopicAdministration.make(
        full, partitions: partitions, configuration: configuration, at: bootstrapServers)
      try awaitNews(of: full)
    }
    return full
  }

  /// The embedded cluster, to do it harm.
  package func embedded() throws -> MockCluster {
    guard let mock else { throw TestFailure("the cluster is real") }
    return mock
  }

  /// Gives a topic more partitions, so that it has `total`; on a real cluster only.
  public func addPartitions(to topic: String, total: Int) throws {
    try TopicAdministration.addPartitions(to: topic, total: total, at: bootstrapServers)
  }

  /// Waits until a topic that was made is known: a broker under load tells of it late.
  private func awaitNews(of topic: String) throws {
    let clusterClient = try KafkaClusterClient(
      KafkaConsumerOptions(brokers: bootstrapServers), logger: Logger(label: "test", logLevel: .critical))
    let deadline = ContinuousClock.now + .seconds(60)
    while (try? clusterClient.topic(topic)) == nil, .now < deadline {}
  }

  /// Deletes a topic with one partition and makes it again, without a pause; on a real cluster only.
  public func replaceTopic(_ topic: String) throws {
    try TopicAdministration.delete(topic, at: bootstrapServers)
    try TopicAdministration.make(topic, partitions: 1, at: bootstrapServers)
  }

  /// Deletes the records of a partition below an offset; on a real cluster only.
  public func deleteRecords(of topic: String, partition: Int32, below offset: Int64) throws {
    try TopicAdministration.deleteRecords(of: topic, partition: partition, below: offset, at: bootstrapServers)
  }
}
