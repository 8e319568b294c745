/// A topic that `writeKafka` writes to.
///
/// ```swift
/// KafkaSink(topic: "website-out", brokers: "localhost:9092", properties: ["compression.type": "lz4"])
/// ```
public struct KafkaSink: Sendable {
  /// The topic's name.
  public var topic: String
  /// The brokers; nil for those of the property `bootstrap.servers`, or of `joist up`.
  public var brokers: KafkaBrokers?
  /// Properties of librdkafka's producers.
  public var properties: KafkaProperties
  /// Chooses a record's partition. If it is nil or returns nil, the producer's `partitioner` chooses. It is called once for
  /// each attempt of a record's bundle, even if the record must wait for space in the producer's queue.
  public var partition: (@Sendable (KafkaRecord) -> Int32?)?
  /// What to do with records that are too large for the topic.
  public var oversized: Oversized

  /// Makes a sink for a topic.
  /// - Parameters:
  ///   - topic: the topic's name; the topic must exist.
  ///   - brokers: the brokers; nil for those of the property `bootstrap.servers`, or of `joist up`.
  ///   - properties: properties of librdkafka's producers. By default the producer is idempotent, and chooses a partition by the
  ///     record's key as the Java clients do.
  ///   - oversized: what to do with records that are too large for the topic; use `.cut` for dead letters.
  ///   - partition: chooses a record's partition, from 0; nil leaves the choice to the producer.
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

  /// What to do with records that are too large for a topic.
  public enum Oversized: Sendable, Hashable {
    /// The broker refuses the record, and the job fails.
    case fail
    /// Records are cut to fit, before compression, into the topic's `max.message.bytes`, or into 1 MB if the broker does not
    /// report that limit. The value is cut first, then the values of headers, then the key. The header `joist.cut` says what
    /// was cut: `value 999431 of 2000000 bytes`.
    case cut
  }
}
