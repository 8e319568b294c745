import Beam

/// The checked options of a sink's client: the user's properties and those that Joist sets.
package struct KafkaProducerOptions: Sendable {
  /// The brokers' addresses.
  package let brokers: String
  /// The user's properties, without those that have their own property in this type.
  let properties: KafkaProperties
  private let queue: ProducerQueue
  /// The largest batch of records to send, in bytes; nil: the client's default.
  private var largestBatch: Int?
  /// The most memory that the queue may take, in bytes.
  private var memory = Int.max

  /// Checks the properties.
  /// - Parameters:
  ///   - brokers: the brokers' addresses; nil: the property `bootstrap.servers` gives them.
  ///   - properties: the user's properties.
  /// - Throws: ``KafkaError`` with the code `badProperty` that names the property.
  package init(brokers: String?, properties: KafkaProperties = [:]) throws(KafkaError) {
    var rest = properties.of(.producer)
    try ReservedProperties.producer.check(rest)
    self.brokers = try rest.takeBrokers(given: brokers)
    queue = try ProducerQueue(taking: &rest)
    self.properties = rest
  }

  /// The client's default batch size, in bytes.
  static let usualBatch = 1_000_000
  /// An upper bound of a batch's size without its records, in bytes.
  private static let batchOverhead = 128

  /// Properties that apply unless the user sets them.
  private static let defaults = [
    // Writes each record once and in order, however often its request is repeated.
    "enable.idempotence": "true",
    // Chooses the same partition for a key as the Java clients.
    "partitioner": "murmur2_random",
  ]

  /// The undelivered bytes of keys and values at which the sink waits.
  var queueBytes: Int { min(queue.bytes, memory) }

  /// The largest record that the client sends, in bytes.
  var largestRecord: Int { properties["message.max.bytes"].flatMap { Int($0) } ?? .max }

  /// These options with a limit for batches. The user's own `batch.size` takes precedence.
  func with(largestBatch: Int) -> KafkaProducerOptions {
    var other = self
    other.largestBatch = largestBatch
    return other
  }

  /// These options with a limit for the queue's memory, in bytes.
  func with(memory: Int) -> KafkaProducerOptions {
    var other = self
    other.memory = memory
    return other
  }

  /// Makes a client for writing. It does not connect yet.
  /// - Parameter singly: whether each record is sent at once in its own request.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  func makeClient(singly: Bool = false, logger: Logger) throws(KafkaError) -> ClientHandle {
    // No timeout: abandoning a record would let later ones overtake it.
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
