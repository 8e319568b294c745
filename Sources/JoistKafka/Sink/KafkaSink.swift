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
  /// What becomes of records that are larger than the topic takes.
  public var oversized: Oversized

  /// Says where to write.
  /// - Parameters:
  ///   - topic: the topic, which must be there.
  ///   - brokers: where the cluster is; nil where `bootstrap.servers` among the properties says it.
  ///   - properties: properties of librdkafka's producers. The producer is idempotent unless they say otherwise, and records
  ///     of one key go to one partition, that which Java's clients choose.
  ///   - oversized: what becomes of records that are larger than the topic takes: `.cut` for dead letters.
  ///   - partition: chooses a record's partition, from 0; nil leaves it to the producer.
  public init(
    topic: String, brokers: KafkaBrokers? = nil, properties: KafkaProperties = [:],
    oversized: Oversized = .fail, partition: (@Sendable (KafkaRecord) -> Int32?)? = nil
  ) {
    self.topic = topic
    self.brokers = brokers
    self.properties = properties
    self.oversized = oversized
    self.partition = partition
  }

  /// What becomes of records that are larger than a topic takes.
  public enum Oversized: Sendable, Hashable {
    /// The broker refuses them, and the job fails.
    case fail
    /// They are cut, so that they fit before compression into the topic's `max.message.bytes`, or into 1 MB where the broker does not
    /// tell it: first the value, then the values of headers, then the key. The header `joist.cut` says what was cut, as
    /// `value 999431 of 2000000 bytes`.
    case cut
  }
}
