/// The topics and records that `readKafka` reads.
///
/// ```swift
/// KafkaSource(topic: "website-visit", brokers: "localhost:9092", groupID: "visits")
/// ```
/// Contradictory parameters are an error when the pipeline is built. Brokers and topics are checked before the job starts.
public struct KafkaSource: Sendable {
  /// The names of the topics.
  public var topics: [String]
  /// The brokers; nil for those of the property `bootstrap.servers`, or of `joist up`.
  public var brokers: KafkaBrokers?
  /// Properties of librdkafka's consumers.
  public var properties: KafkaProperties
  /// The group under which positions are committed and from which a job resumes; nil: none. The job does not join the group.
  public var groupID: String?
  /// Where reading starts.
  public var start: Start
  /// Where reading ends; nil: never.
  public var end: End?
  /// A promise about the order of the records; it matters only for a read that ends.
  public var order: Order
  /// When the positions of records are committed.
  public var offsets: Offsets
  /// Which records of transactions are read.
  public var isolation: KafkaIsolation
  /// How much older than the newest record of its partition a record may be without being late.
  public var maxOutOfOrder: Duration
  /// How far ahead of the clock a record may be to move the watermark when the clock reaches it; nil: every record moves the
  /// watermark at once.
  public var maxAhead: Duration?
  /// How long a partition's broker must report that there are no more records until the partition is idle. An idle partition
  /// does not hold the watermark.
  public var idleAfter: Duration
  /// What the watermark of an idle partition follows.
  public var idle: Idle
  /// Extracts a record's event time; nil: Kafka's timestamp is the event time.
  public let eventTime: EventTime?

  /// Makes a source for several topics.
  /// - Parameters:
  ///   - topics: the names of the topics, which must exist.
  ///   - brokers: the brokers; nil for those of the property `bootstrap.servers`, or of `joist up`.
  ///   - properties: properties of librdkafka's consumers. They may include `group.id` and `auto.offset.reset`.
  ///   - groupID: the group under which positions are committed and from which a job resumes; by default none.
  ///   - start: where reading starts in each partition.
  ///   - end: where reading ends. By default it never ends, and the collection is unbounded.
  ///   - order: a promise about the order of the records, for a read that ends. By default there is none, and no record is late.
  ///   - offsets: when positions are committed, if there is a group.
  ///   - isolation: which records of transactions are read.
  ///   - maxOutOfOrder: how much older than the newest record of its partition a record may be without being late.
  ///   - maxAhead: how far ahead of the clock a record may be to move the watermark when the clock reaches it. The default is a
  ///     minute, or no limit with `eventTime`.
  ///   - idleAfter: how long a partition's broker must report that there are no more records until the partition is idle. An
  ///     idle partition does not hold the watermark.
  ///   - idle: what the watermark of an idle partition follows: by default the clock, or the other partitions with `eventTime`.
  ///   - eventTime: extracts a record's event time; by default Kafka's timestamp is the event time.
  public init(
    topics: [String], brokers: KafkaBrokers? = nil, properties: KafkaProperties = [:], groupID: String? = nil,
    startAt start: Start = .committed, until end: End? = nil, order: Order = .unknown,
    offsets: Offsets = .whenDone, isolation: KafkaIsolation = .readCommitted, maxOutOfOrder: Duration = .seconds(1),
    maxAhead: Duration? = nil, idleAfter: Duration = .seconds(30), idle: Idle? = nil, eventTime: EventTime? = nil
  ) {
    self.topics = topics
    self.brokers = brokers
    self.properties = properties
    self.groupID = groupID
    self.start = start
    self.end = end
    self.order = order
    self.offsets = offsets
    self.isolation = isolation
    self.maxOutOfOrder = maxOutOfOrder
    self.maxAhead = maxAhead ?? (eventTime == nil ? .seconds(60) : nil)
    self.idleAfter = idleAfter
    self.idle = idle ?? (eventTime == nil ? .clock : .otherPartitions)
    self.eventTime = eventTime
  }

  /// Makes a source for one topic. The parameters are those of the other initializer.
  public init(
    topic: String, brokers: KafkaBrokers? = nil, properties: KafkaProperties = [:], groupID: String? = nil,
    startAt start: Start = .committed, until end: End? = nil, order: Order = .unknown,
    offsets: Offsets = .whenDone, isolation: KafkaIsolation = .readCommitted, maxOutOfOrder: Duration = .seconds(1),
    maxAhead: Duration? = nil, idleAfter: Duration = .seconds(30), idle: Idle? = nil, eventTime: EventTime? = nil
  ) {
    self.init(
      topics: [topic], brokers: brokers, properties: properties, groupID: groupID, startAt: start, until: end,
      order: order, offsets: offsets, isolation: isolation, maxOutOfOrder: maxOutOfOrder, maxAhead: maxAhead,
      idleAfter: idleAfter, idle: idle, eventTime: eventTime)
  }
}
