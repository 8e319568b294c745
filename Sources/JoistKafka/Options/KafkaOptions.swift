public import JoistArguments

/// Command-line options for connecting to Kafka: `--brokers`, `--kafka-property` and `--kafka-properties`. The brokers may also be
/// named as other clients do: `-b` and `--bootstrap-server`.
///
/// ```swift
/// @OptionGroup(title: "Kafka") var kafka: KafkaOptions
///
/// func build(_ pipeline: Pipeline) {
///   pipeline.readKafka(KafkaSource(topic: "in", options: kafka))
///     .writeKafka(KafkaSink(topic: "out", options: kafka))
/// }
/// ```
/// A job with these options can connect to a cluster with TLS and SASL without further code:
/// ```sh
/// my-job --brokers kafka.example.org:9093 -X security.protocol=sasl_ssl --kafka-properties secrets.properties
/// ```
/// Properties have librdkafka's names. As in Kafka Streams, the prefix `consumer.` makes a property apply to sources only, and
/// `producer.` to sinks only. A property on the command line overrides the same property in the file.
public struct KafkaOptions: ParsableArguments, Sendable {
  @Option(
    name: [.customLong("brokers"), .customLong("bootstrap-server"), .customShort("b")],
    help: ArgumentHelp("Kafka bootstrap servers. (default: those of `joist up`)", valueName: "host:port"),
    transform: { try GivenBrokers.read($0) })
  private var givenBrokers: KafkaBrokers?
  @Option(
    name: [.customLong("kafka-property"), .customShort("X")],
    help: ArgumentHelp(
      "A property of librdkafka; consumer.NAME for sources only, producer.NAME for sinks only. Repeatable.",
      valueName: "name=value"))
  private var givenProperties: [NamedValue] = []
  @Option(
    name: .customLong("kafka-properties"),
    help: "A file with one property per line, for secrets, which a command line would reveal.", completion: .file(),
    transform: { try KafkaPropertiesFile(path: $0) })
  private var file: KafkaPropertiesFile?

  /// Makes options without brokers and properties.
  public init() {}

  /// Makes options with given values, for programs and tests that do not parse a command line.
  public init(brokers: KafkaBrokers?, properties: KafkaProperties = [:]) {
    self.init()
    givenBrokers = brokers
    givenProperties = properties.sorted.map { NamedValue(name: $0.name, value: $0.value) }
  }

  /// The properties from the file and the command line.
  public var properties: KafkaProperties {
    var properties = file?.properties ?? [:]
    for property in givenProperties { properties[property.name] = property.value }
    return properties
  }

  /// The given brokers, or the broker of `joist up`. Nil if there are none, or if the properties name the brokers.
  public var brokers: KafkaBrokers? {
    if let givenBrokers { return givenBrokers }
    let isNamedByProperty = properties.sorted.contains { property in
      ["bootstrap.servers", "metadata.broker.list"].contains {
        property.name == $0 || property.name.hasSuffix("." + $0)
      }
    }
    return isNamedByProperty ? nil : RunningBroker().addresses.map { KafkaBrokers($0) }
  }
}

/// Reads the option `--brokers`, which has no value of its own when it is not given.
private enum GivenBrokers {
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  static func read(_ text: String) throws -> KafkaBrokers {
    guard let brokers = KafkaBrokers(argument: text) else {
      throw Refusal(description: "it must be \(KafkaBrokers.expectation ?? "addresses")")
    }
    return brokers
  }
}

extension KafkaSource {
  /// Makes a source for one topic of the cluster in a program's options.
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
  /// Makes a sink for a topic of the cluster in a program's options.
  public init(
    topic: String, options: KafkaOptions, oversized: Oversized = .fail,
    partition: (@Sendable (KafkaRecord) -> Int32?)? = nil
  ) {
    self.init(
      topic: topic, brokers: options.brokers, properties: options.properties, oversized: oversized,
      partition: partition)
  }
}
