public import JoistArguments

/// Where Kafka is and how to reach it, as options of a program: `--brokers`, `--kafka-property` and `--kafka-properties`.
///
/// ```swift
/// @OptionGroup(title: "Kafka") var kafka: KafkaOptions
///
/// func build(_ pipeline: Pipeline) {
///   pipeline.readKafka(KafkaSource(topic: "in", options: kafka))
///     .writeKafka(KafkaSink(topic: "out", options: kafka))
/// }
/// ```
/// A job with these options reaches a cluster with TLS and SASL without code of its own:
/// ```sh
/// my-job --brokers kafka.example.org:9093 -X security.protocol=sasl_ssl --kafka-properties secrets.properties
/// ```
/// Properties have librdkafka's names. As in Kafka Streams, those for sources only begin with `consumer.`, those for sinks only
/// with `producer.`. A property of the command line replaces one of the file.
public struct KafkaOptions: ParsableArguments, Sendable {
  @Option(name: .customLong("brokers"), help: ArgumentHelp("Kafka bootstrap servers.", valueName: "host:port"))
  private var givenBrokers: KafkaBrokers?
  @Option(
    name: [.customLong("kafka-property"), .customShort("X")],
    help: ArgumentHelp(
      "A property of librdkafka; consumer.NAME for sources only, producer.NAME for sinks only. Repeatable.",
      valueName: "name=value"))
  private var givenProperties: [KafkaPropertyArgument] = []
  @Option(
    name: .customLong("kafka-properties"),
    help: "A file with a property on each line, for secrets, which a command line would show.", completion: .file(),
    transform: { try KafkaPropertiesFile(path: $0) })
  private var file: KafkaPropertiesFile?

  /// Options that name no brokers and no properties.
  public init() {}

  /// Options that a program or a test gives itself.
  public init(brokers: KafkaBrokers?, properties: KafkaProperties = [:]) {
    self.init()
    givenBrokers = brokers
    givenProperties = properties.sorted.map { KafkaPropertyArgument(name: $0.name, value: $0.value) }
  }

  /// The properties of the file and of the command line.
  public var properties: KafkaProperties {
    var properties = file?.properties ?? [:]
    for property in givenProperties { properties[property.name] = property.value }
    return properties
  }

  /// The brokers that were given, else those of `joist up`. Nil if there are none, or if the properties name them.
  public var brokers: KafkaBrokers? {
    let isNamedByProperty = properties["bootstrap.servers"] != nil
    return isNamedByProperty && givenBrokers?.addresses == RunningBroker().addresses ? nil : givenBrokers
  }
}

extension KafkaSource {
  /// Reads one topic of the cluster that a program's options name.
  public init(
    topic: String, options: KafkaOptions, groupID: String? = nil, startAt start: Start = .committed,
    until end: End? = nil, order: Order = .unknown, offsets: Offsets = .whenDone,
    isolation: KafkaIsolation = .readCommitted, maxOutOfOrder: Duration = .seconds(1), maxAhead: Duration? = nil,
    idleAfter: Duration = .seconds(30), idle: Idle? = nil, eventTime: EventTime? = nil
  ) {
    self.init(
      topic: topic, brokers: options.brokers, properties: options.properties, groupID: groupID, startAt: start,
      until: end, order: order, offsets: offsets, isolation: isolation, maxOutOfOrder: maxOutOfOrder,
      maxAhead: maxAhead, idleAfter: idleAfter, idle: idle, eventTime: eventTime)
  }
}

extension KafkaSink {
  /// Writes to a topic of the cluster that a program's options name.
  public init(
    topic: String, options: KafkaOptions, oversized: Oversized = .fail,
    partition: (@Sendable (KafkaRecord) -> Int32?)? = nil
  ) {
    self.init(
      topic: topic, brokers: options.brokers, properties: options.properties, oversized: oversized,
      partition: partition)
  }
}
