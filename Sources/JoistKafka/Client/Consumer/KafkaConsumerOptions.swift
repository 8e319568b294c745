import Beam
import CJoistKafka

/// The checked options of a source's client: the user's properties and those that Joist sets.
package struct KafkaConsumerOptions: Sendable {
  /// The brokers' addresses.
  package let brokers: String
  /// The user's properties, without those that have their own property in this type.
  let properties: KafkaProperties
  /// The group whose positions are committed; nil: none.
  package let groupID: String?
  /// Where to start without a known position; nil: not set by the user.
  package let offsetReset: OffsetReset?
  /// Which records of transactions are read.
  private(set) var isolation: KafkaIsolation

  /// Checks the properties.
  /// - Parameters:
  ///   - brokers: the brokers' addresses; nil: the property `bootstrap.servers` gives them.
  ///   - properties: the user's properties.
  ///   - groupID: the group; nil: the property `group.id` gives it, or there is none.
  ///   - isolation: which records of transactions are read.
  /// - Throws: ``KafkaError`` with the code `badProperty` that names the property.
  package init(
    brokers: String?, properties: KafkaProperties = [:], groupID: String? = nil,
    isolation: KafkaIsolation = .readCommitted
  ) throws(KafkaError) {
    var rest = properties.of(.consumer)
    try ReservedProperties.consumer.check(rest)
    self.brokers = try rest.takeBrokers(given: brokers)
    self.groupID = try rest.take(["group.id"], given: groupID, as: "the group")
    let reset = try rest.take(["auto.offset.reset"], given: nil, as: "the reset")
    offsetReset = try reset.map { (text) throws(KafkaError) in try OffsetReset(property: text) }
    self.isolation = isolation
    self.properties = rest
  }

  /// These options with another isolation.
  func with(_ isolation: KafkaIsolation) -> KafkaConsumerOptions {
    var other = self
    other.isolation = isolation
    return other
  }

  /// Makes a client for reading and for requests. It does not connect yet.
  /// - Parameters:
  ///   - defaults: properties that apply unless the user sets them.
  ///   - logger: the logger for the client's messages.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  func makeClient(defaults: [String: String] = [:], logger: Logger) throws(KafkaError) -> ClientHandle {
    let own = [
      ("enable.auto.commit", "false"),
      ("enable.auto.offset.store", "false"),
      ("enable.partition.eof", "true"),
      // A lost position must be an error; the client must never choose another position.
      ("auto.offset.reset", "error"),
      ("isolation.level", isolation.rawValue),
    ]
    let client = try ClientHandle(
      .consumer, brokers: brokers, properties: properties.withDefaults(defaults),
      own: own + (groupID.map { [("group.id", $0)] } ?? []), logger: logger)
    try client.refuseIgnoredProperties(of: properties)
    return client
  }

  /// Makes a client that is a member of a group and commits nothing there.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  func makeMember(
    of group: String, clientID: String, sessionTimeout: Duration, logger: Logger
  ) throws(KafkaError) -> ClientHandle {
    let own = [
      ("group.id", group), ("client.id", clientID), ("session.timeout.ms", "\(sessionTimeout.milliseconds)"),
      ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"),
    ]
    return try ClientHandle(
      .consumer, brokers: brokers, properties: properties, own: own, events: RD_KAFKA_EVENT_REBALANCE, logger: logger)
  }
}
