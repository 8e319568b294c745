/// Where `writeKafka` writes.
///
/// ```swift
/// KafkaSink(topic: "website-out", brokers: "localhost:9092", properties: ["compression.type": "lz4"])
/// ```
public struct KafkaSink: Sendable {
  /// The topic.
  public var topic: String
  /// The brokers; nil where `bootstrap.servers` among the properties names them.
  public var brokers: KafkaBrokers?
  /// Properties of librdkafka's producers, by their own names.
  public var properties: KafkaProperties
  /// Chooses a record's partition; where it answers nil, and where there is none, the producer's `partitioner` does. It is called
  /// once for each attempt of a record's bundle, also where the record has to wait for room in the producer's queue.
  public var partition: (@Sendable (KafkaRecord) -> Int32?)?

  /// Says where to write.
  /// - Parameters:
  ///   - topic: the topic, which must be there.
  ///   - brokers: where the cluster is; nil where `bootstrap.servers` among the properties says it.
  ///   - properties: properties of librdkafka's producers. The producer is idempotent unless they say otherwise, and records
  ///     of one key go to one partition, that which Java's clients choose.
  ///   - partition: chooses a record's partition, from 0; nil leaves it to the producer.
  public init(
    topic: String, brokers: KafkaBrokers? = nil, properties: KafkaProperties = [:],
    partition: (@Sendable (KafkaRecord) -> Int32?)? = nil
  ) {
    self.topic = topic
    self.brokers = brokers
    self.properties = properties
    self.partition = partition
  }
}
