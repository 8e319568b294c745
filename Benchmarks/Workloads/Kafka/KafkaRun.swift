import Beam
import JoistKafka
import KafkaTestSupport
import Rows

/// Sets up runs with Kafka: on a real broker if `JOIST_TEST_KAFKA` names a distribution, otherwise on the embedded one.
struct KafkaRun {
  /// The number of partitions of a topic.
  static let partitions = 8

  let cluster: TestCluster
  /// The number of records in one run.
  let records: Int
  /// The contents of the records, used in turn.
  let contents: [(key: Bytes, value: Bytes)]

  init(_ setting: Setting) throws {
    let kind: ClusterKind = RealBroker.isPresent ? .real : .embedded
    cluster = try TestCluster(kind)
    // The embedded broker keeps about 5 MB a partition.
    records = setting.events(byDefault: kind == .real ? 300_000 : 50_000)
    contents = VisitLog(count: 1000).texts.enumerated().map { (Bytes(utf8: Visit.numbered($0).id), $1) }
  }

  /// The kind of broker, for the report.
  var note: String {
    switch cluster.kind {
    case .real: "on a real broker"
    case .embedded: "on the embedded broker, in this process"
    }
  }

  /// The addresses of the cluster.
  var brokers: KafkaBrokers { KafkaBrokers(cluster.bootstrapServers) }

  /// A topic without records.
  func emptyTopic() throws -> String {
    try cluster.makeTopic("benchmark-\(UInt32.random(in: .min ... .max))", partitions: Self.partitions)
  }

  /// A topic with the records of a run.
  func fullTopic() throws -> String {
    let topic = try emptyTopic()
    try RecordLoop(cluster.bootstrapServers).write(records, contents, to: topic)
    return topic
  }
}
