import Beam
import JoistKafka
import Synchronization

/// Records to a topic of Kafka, with the visitor's id as key, to its partitions in turn.
final class TopicOutput: VisitOutput {
  private let topic: String
  private let brokers: String
  private let partitionCount: Int32
  private let producer: KafkaProducerClient
  private let failure = Failure()
  private var batch: DeliveryBatch
  private var batchSize = 0
  private var next: Int32 = 0

  /// The first failure that a broker told of; told on the thread of deliveries.
  private final class Failure: Sendable {
    let first = Mutex<KafkaError?>(nil)
    func note(_ error: KafkaError?) { if let error { first.withLock { $0 = $0 ?? error } } }
    func check() throws(KafkaError) { if let error = first.withLock({ $0 }) { throw error } }
  }

  /// After so many records the broker's answers to them are waited for no longer than the next batch takes.
  private static let recordsPerBatch = 1000
  /// How long the last records may take to arrive.
  private static let lastFlush = Duration.seconds(30)

  /// Connects.
  /// - Throws: `KafkaError` where no broker answers within 10 seconds or the topic is not there.
  init(topic: String, brokers: String, logger: Logger) throws {
    self.topic = topic
    self.brokers = brokers
    let asking = try KafkaClusterClient(KafkaConsumerOptions(brokers: brokers), logger: logger)
    partitionCount = try asking.topic(topic).partitionCount
    producer = try KafkaProducerClient(KafkaProducerOptions(brokers: brokers), topics: [topic], logger: logger)
    batch = try producer.newBatch(to: topic)
  }

  var description: String { "topic \(topic) at \(brokers)" }

  func write(_ record: GeneratedRecord) throws {
    if batchSize == Self.recordsPerBatch {
      endBatch()
      try failure.check()
      batch = try producer.newBatch(to: topic)
    }
    var key = record.key
    _ = try key.withUTF8 { key in
      try record.value.withUnsafeBytes { value in
        try batch.send(key: UnsafeRawBufferPointer(key), value: value, partition: next)
      }
    }
    batchSize += 1
    next = (next + 1) % partitionCount
  }

  /// The producer sends by itself within milliseconds.
  func flush() throws { try failure.check() }

  func finish(complete: Bool) throws {
    endBatch()
    producer.flush(within: Self.lastFlush)
    try failure.check()
  }

  private func endBatch() {
    batch.finish { [failure] in failure.note($0?.error) }
    batchSize = 0
  }
}
