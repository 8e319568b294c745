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
  /// What the author promises about the order of the records; it matters only where reading ends.
  public var order: Order
  /// When the positions of records are published.
  public var offsets: Offsets
  /// Which records of transactions are read.
  public var isolation: KafkaIsolation
  /// How much older than the newest record of its partition a record may be without being late.
  public var maxOutOfOrder: Duration
  /// How far ahead of the clock a record may be and still move the watermark, once the clock has reached it; nil: any record moves
  /// it at once.
  public var maxAhead: Duration?
  /// For how long its broker must have answered that a partition has nothing more to read until the partition no longer holds
  /// the watermark.
  public var idleAfter: Duration
  /// What the watermark of an idle partition follows.
  public var idle: Idle
  /// Takes a record's event time from the record; nil: it is Kafka's timestamp.
  public let eventTime: EventTime?

  /// Says what to read.
  /// - Parameters:
  ///   - topics: the topics, which must be there.
  ///   - brokers: where the cluster is; nil where `bootstrap.servers` among the properties says it.
  ///   - properties: properties of librdkafka's consumers. `group.id` and `auto.offset.reset` may be among them.
  ///   - groupID: the name under which positions are published and taken up again; by default none are.
  ///   - start: where reading starts in each partition.
  ///   - end: where it ends. By default it never does, and what is read is unbounded.
  ///   - order: a promise about the order of the records, where reading ends; by default none, and no record is late.
  ///   - offsets: when positions are published, where there is a group.
  ///   - isolation: which records of transactions are read.
  ///   - maxOutOfOrder: how much older than the newest record of its partition a record may be without being late.
  ///   - maxAhead: how far ahead of the clock a record may be and still move the watermark, once the clock has reached it. By
  ///     default a minute; with `eventTime` there is no limit.
  ///   - idleAfter: for how long its broker must have answered that a partition has nothing more to read until the partition
  ///     no longer holds the watermark.
  ///   - idle: what the watermark of an idle partition follows: by default the clock, with `eventTime` the other partitions.
  ///   - eventTime: takes a record's event time from the record; by default it is Kafka's timestamp.
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

  /// Says what to read, of one topic; the parameters are those of the other initializer.
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
