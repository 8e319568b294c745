/// Which records `readKafka` reads.
///
/// ```swift
/// KafkaSource(topic: "website-visit", brokers: "localhost:9092", groupID: "visits")
/// ```
/// What does not fit together is an error when the pipeline is built; brokers and topics are looked for before the job starts.
public struct KafkaSource: Sendable {
  /// The topics.
  public var topics: [String]
  /// The brokers; nil where `bootstrap.servers` among the properties names them.
  public var brokers: KafkaBrokers?
  /// Properties of librdkafka's consumers, by their own names.
  public var properties: KafkaProperties
  /// The name under which positions are published and taken up again; nil: none are. Nobody joins the group.
  public var groupID: String?
  /// Where reading starts.
  public var start: Start
  /// Where it ends; nil: never.
  public var end: End?
  /// When the positions of records are published.
  public var offsets: Offsets
  /// Which records of transactions are read.
  public var isolation: KafkaIsolation
  /// How far behind the newest record of its partition one may be without being late.
  public var maxOutOfOrder: Duration
  /// How long a partition that is read to its end may be without records before it no longer holds the watermark.
  public var idleAfter: Duration

  /// Says what to read.
  /// - Parameters:
  ///   - topics: the topics, which must be there.
  ///   - brokers: where the cluster is; nil where `bootstrap.servers` among the properties says it.
  ///   - properties: properties of librdkafka's consumers. `group.id` and `auto.offset.reset` may be among them.
  ///   - groupID: the name under which positions are published and taken up again; by default none are.
  ///   - start: where reading starts in each partition.
  ///   - end: where it ends. By default it never does, and what is read is unbounded.
  ///   - offsets: when positions are published, where there is a group.
  ///   - isolation: which records of transactions are read.
  ///   - maxOutOfOrder: how far behind the newest record of its partition one may be without being late.
  ///   - idleAfter: how long a partition that is read to its end may be without records before it no longer holds the
  ///     watermark.
  public init(
    topics: [String], brokers: KafkaBrokers? = nil, properties: KafkaProperties = [:], groupID: String? = nil,
    startAt start: Start = .committed, until end: End? = nil, offsets: Offsets = .whenDone,
    isolation: KafkaIsolation = .readCommitted, maxOutOfOrder: Duration = .seconds(1),
    idleAfter: Duration = .seconds(30)
  ) {
    self.topics = topics
    self.brokers = brokers
    self.properties = properties
    self.groupID = groupID
    self.start = start
    self.end = end
    self.offsets = offsets
    self.isolation = isolation
    self.maxOutOfOrder = maxOutOfOrder
    self.idleAfter = idleAfter
  }

  /// Says what to read, of one topic; the parameters are those of the other initializer.
  public init(
    topic: String, brokers: KafkaBrokers? = nil, properties: KafkaProperties = [:], groupID: String? = nil,
    startAt start: Start = .committed, until end: End? = nil, offsets: Offsets = .whenDone,
    isolation: KafkaIsolation = .readCommitted, maxOutOfOrder: Duration = .seconds(1),
    idleAfter: Duration = .seconds(30)
  ) {
    self.init(
      topics: [topic], brokers: brokers, properties: properties, groupID: groupID, startAt: start, until: end,
      offsets: offsets, isolation: isolation, maxOutOfOrder: maxOutOfOrder, idleAfter: idleAfter)
  }

  /// Where reading starts in each partition.
  public enum Start: Sendable, Hashable {
    /// At the oldest record that is there.
    case earliest
    /// Behind the newest record.
    case latest
    /// At the position that the group has published; where it has none, as `auto.offset.reset` says, and without that at the
    /// oldest record.
    case committed
  }

  /// Where reading ends.
  public enum End: Sendable, Hashable {
    /// At the ends of the partitions as they are when the job starts.
    case latest
    /// After so many records of all partitions together, which it waits for. One thread reads them.
    case count(Int)
  }

  /// When the position of a record is published.
  public enum Offsets: Sendable, Hashable {
    /// When all that was made of it is outside of the job: so nothing is lost, however the job ends. This is known where all
    /// steps behind the source, down to the sinks, run together with it. Where some hold records back, as windows do, no
    /// positions are published; the log names the step at the start.
    case whenDone
    /// When it has been read. What the job then holds is lost if it is killed.
    case commitAfterRead
  }
}
