import Beam

/// Where a source reads, checked: the author's properties, and what Joist adds to them.
package struct KafkaConsumerOptions: Sendable {
  /// Where brokers are.
  package let brokers: String
  /// The author's properties, without those that have a place of their own here.
  let properties: KafkaProperties
  /// The group under whose name positions are published, if any.
  package let groupID: String?
  /// Where to start without a known position, where the author said so.
  package let offsetReset: OffsetReset?
  /// Which records of transactions are read.
  private(set) var isolation: KafkaIsolation

  /// Checks the properties.
  /// - Parameters:
  ///   - brokers: addresses, nil where `bootstrap.servers` among the properties gives them.
  ///   - properties: the author's properties.
  ///   - groupID: the group, nil where `group.id` among the properties gives it, or for none.
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

  /// The same, with another isolation.
  func with(_ isolation: KafkaIsolation) -> KafkaConsumerOptions {
    var other = self
    other.isolation = isolation
    return other
  }

  /// Makes a client that reads or asks, without a connection yet.
  /// - Parameters:
  ///   - defaults: properties for which the author's word counts more.
  ///   - logger: where the client's log goes.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  func makeClient(defaults: [String: String] = [:], logger: Logger) throws(KafkaError) -> ClientHandle {
    let own = [
      ("enable.auto.commit", "false"),
      ("enable.auto.offset.store", "false"),
      ("enable.partition.eof", "true"),
      // A position that is lost is an error, never a jump.
      ("auto.offset.reset", "error"),
      ("isolation.level", isolation.rawValue),
    ]
    let client = try ClientHandle(
      .consumer, brokers: brokers, properties: properties.withDefaults(defaults),
      own: own + (groupID.map { [("group.id", $0)] } ?? []), logger: logger)
    try client.refuseIgnoredProperties(of: properties)
    return client
  }
}
