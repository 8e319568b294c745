import Beam
import JoistKafka
import Synchronization

/// Sends records to the partitions of a Kafka topic in turn, with the visitor's id as the key.
final class TopicOutput: VisitOutput {
  private let topic: String
  private let brokers: String
  private let partitionCount: Int32
  private let producer: KafkaProducerClient
  private let failure = FirstFailure()
  private var batch: DeliveryBatch
  private var batchSize = 0
  private var next: Int32 = 0

  /// The first delivery failure; set on the producer's delivery thread.
  private final class FirstFailure: Sendable {
    let first = Mutex<KafkaError?>(nil)
    func note(_ error: KafkaError?) { if let error { first.withLock { $0 = $0 ?? error } } }
    func check() throws(KafkaError) { if let error = first.withLock({ $0 }) { throw error } }
  }

  /// The number of records after which a batch ends and its delivery failures are checked.
  private static let recordsPerBatch = 1000
  /// How long ``finish(complete:)`` waits for the broker to acknowledge the last records.
  private static let lastFlush = Duration.seconds(30)

  /// Connects to the brokers and looks up the topic.
  /// - Throws: `KafkaError` if no broker answers within 10 seconds or the topic does not exist.
  init(topic: String, brokers: String, logger: Logger) throws {
    self.topic = topic
    self.brokers = brokers
    let cluster = try KafkaClusterClient(KafkaConsumerOptions(brokers: brokers), logger: logger)
    partitionCount = try cluster.topic(topic).partitionCount
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

  /// Only checks for failures: the producer sends its records within milliseconds by itself.
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
