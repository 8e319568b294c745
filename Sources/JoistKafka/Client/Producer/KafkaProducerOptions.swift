import Beam

/// Where a sink writes, checked: the author's properties, and what Joist adds to them.
package struct KafkaProducerOptions: Sendable {
  /// Where brokers are.
  package let brokers: String
  /// The author's properties, without those that have a place of their own here.
  let properties: KafkaProperties
  private let queue: ProducerQueue
  /// The largest batch of records that is sent, in bytes; nil: as large as the client makes it.
  private var largestBatch: Int?
  /// Bytes that the queue may take.
  private var memory = Int.max

  /// Checks the properties.
  /// - Parameters:
  ///   - brokers: addresses, nil where `bootstrap.servers` among the properties gives them.
  ///   - properties: the author's properties.
  /// - Throws: ``KafkaError`` with the code `badProperty` that names the property.
  package init(brokers: String?, properties: KafkaProperties = [:]) throws(KafkaError) {
    var rest = properties.of(.producer)
    try ReservedProperties.producer.check(rest)
    self.brokers = try rest.takeBrokers(given: brokers)
    queue = try ProducerQueue(taking: &rest)
    self.properties = rest
  }

  /// The size of the batches that the client makes unless it is told otherwise, in bytes.
  static let usualBatch = 1_000_000
  /// What a batch takes besides its records, in bytes, and more.
  private static let batchOverhead = 128

  /// What the author's word counts more for.
  private static let defaults = [
    // Each record once in the partition's log, in order, however often its request is repeated.
    "enable.idempotence": "true",
    // The partition that Java's clients choose for the same key.
    "partitioner": "murmur2_random",
  ]

  /// Bytes of keys and values without a verdict at which the sink waits.
  var queueBytes: Int { min(queue.bytes, memory) }

  /// The largest record that the client passes on, in bytes.
  var largestRecord: Int { properties["message.max.bytes"].flatMap { Int($0) } ?? .max }

  /// The same for topics that take no larger batches. The author's own `batch.size` counts more.
  func with(largestBatch: Int) -> KafkaProducerOptions {
    var other = self
    other.largestBatch = largestBatch
    return other
  }

  /// The same, with a queue that takes no more than some bytes.
  func with(memory: Int) -> KafkaProducerOptions {
    var other = self
    other.memory = memory
    return other
  }

  /// Makes a client that writes, without a connection yet.
  /// - Parameter singly: whether each record is sent at once, in a request of its own.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  func makeClient(singly: Bool = false, logger: Logger) throws(KafkaError) -> ClientHandle {
    // A record is tried again for as long as it takes: giving one up would let later ones overtake it.
    var own = [("message.timeout.ms", "0")]
    if singly { own += [("batch.num.messages", "1"), ("linger.ms", "0")] }
    var defaults = Self.defaults.merging(queue.defaults) { own, _ in own }
    if let largestBatch { defaults["batch.size"] = "\(max(1, largestBatch - Self.batchOverhead))" }
    let client = try ClientHandle(
      .producer, brokers: brokers, properties: properties.withDefaults(defaults), own: own, logger: logger)
    try client.refuseIgnoredProperties(of: properties)
    return client
  }
}
