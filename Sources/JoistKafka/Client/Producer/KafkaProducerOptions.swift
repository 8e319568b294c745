import Beam

/// Where a sink writes, checked: the author's properties, and what Joist adds to them.
package struct KafkaProducerOptions: Sendable {
  /// Where brokers are.
  package let brokers: String
  /// The author's properties, without those that have a place of their own here.
  let properties: KafkaProperties
  private let queue: ProducerQueue

  /// Checks the properties.
  /// - Parameters:
  ///   - brokers: addresses, nil where `bootstrap.servers` among the properties gives them.
  ///   - properties: the author's properties.
  /// - Throws: ``KafkaError`` with the code `badProperty` that names the property.
  package init(brokers: String?, properties: KafkaProperties = [:]) throws(KafkaError) {
    try ReservedProperties.producer.check(properties)
    var rest = properties
    self.brokers = try rest.takeBrokers(given: brokers)
    self.properties = rest
    queue = try ProducerQueue(of: rest)
  }

  /// What the author's word counts more for.
  private static let defaults = [
    // Each record once in the partition's log, in order, however often its request is repeated.
    "enable.idempotence": "true",
    // The partition that Java's clients choose for the same key.
    "partitioner": "murmur2_random",
  ]

  /// Makes a client that writes, without a connection yet.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  func makeClient(logger: Logger) throws(KafkaError) -> ClientHandle {
    // A record is tried again for as long as it takes: giving one up would let later ones overtake it.
    let own = [("message.timeout.ms", "0")]
    let client = try ClientHandle(
      .producer, brokers: brokers, properties: properties.withDefaults(Self.defaults).withDefaults(queue.defaults),
      own: own, logger: logger)
    try client.refuseIgnoredProperties(of: properties)
    return client
  }
}
