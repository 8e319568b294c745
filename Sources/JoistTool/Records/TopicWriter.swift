import Beam
import Foundation
import JoistKafka
import Rows
import Synchronization

/// Writes records to a topic and counts those that the brokers have acknowledged.
///
/// It sends batches of at most 1,000 records, and counts a batch when it has been acknowledged. `flush` ends a batch.
final class TopicWriter {
  let topic: KafkaTopic
  private let brokers: String
  private let producer: KafkaProducerClient
  private let deliveries = Deliveries()
  /// The open batch; nil after the last one, and if the producer could not begin another.
  private var batch: DeliveryBatch?
  private var batchSize = 0
  /// The number of records given to the producer.
  private(set) var sent = 0

  /// The acknowledgements of the brokers; updated on the producer's thread.
  private final class Deliveries: Sendable {
    struct State {
      var delivered = 0
      var failure: KafkaError?
    }

    let state = Mutex(State())

    func take(_ count: Int, _ failure: DeliveryFailure?) {
      state.withLock { state in
        state.delivered += count - (failure?.count ?? 0)
        state.failure = state.failure ?? failure?.error
      }
    }
  }

  private static let recordsPerBatch = 1000

  /// For how many times five seconds the brokers had acknowledged nothing when it was last said.
  private final class Said: Sendable {
    let fives = Mutex<Int64>(0)
  }

  /// Connects to the brokers and looks up the topic.
  /// - Parameter say: called with a message every five seconds while the brokers acknowledge nothing.
  /// - Throws: `KafkaError` if no broker answers within 10 seconds, or the topic does not exist.
  init(topic name: String, _ options: KafkaOptions, say: @escaping @Sendable (String) -> Void) throws {
    let logger = Logger(label: "kafka", logLevel: .error)
    let cluster = try KafkaClusterClient(
      KafkaConsumerOptions(brokers: options.brokers?.addresses, properties: options.properties), logger: logger)
    topic = try cluster.topic(name)
    let producerOptions = try KafkaProducerOptions(brokers: options.brokers?.addresses, properties: options.properties)
    brokers = producerOptions.brokers
    let said = Said()
    producer = try KafkaProducerClient(producerOptions, topics: [name], logger: logger) { silence in
      let fives = (silence?.length.components.seconds ?? 0) / 5
      let isDue = said.fives.withLock { before in
        defer { before = fives }
        return fives > before
      }
      if isDue, let silence { say(silence.text) }
    }
    batch = try producer.newBatch(to: name)
  }

  var description: String { "topic \(topic.name) at \(brokers)" }

  /// The number of records that the brokers have acknowledged.
  var delivered: Int { deliveries.state.withLock { $0.delivered } }

  /// Sends a record; waits while the producer's queue is full.
  /// - Parameter isWanted: called while waiting; false ends the wait.
  /// - Returns: false if the wait ended and the record was not sent.
  /// - Throws: `KafkaError` with the first failure of this or an earlier record.
  func write(_ record: KafkaRecord, partition: Int32? = nil, while isWanted: () -> Bool) throws -> Bool {
    if batchSize == Self.recordsPerBatch { try flush() }
    while try !trySend(record, partition) {
      if !isWanted() { return false }
      try check()
      usleep(1000)
    }
    batchSize += 1
    sent += 1
    return true
  }

  private func trySend(_ record: KafkaRecord, _ partition: Int32?) throws -> Bool {
    try Self.withBytes(record.key) { key in
      try Self.withBytes(record.value) { value in
        try openBatch().trySend(
          key: key, value: value, headers: record.headers, timestamp: record.timestamp, partition: partition)
      }
    }
  }

  private static func withBytes<Result>(
    _ bytes: Bytes?, _ body: (UnsafeRawBufferPointer?) throws -> Result
  ) rethrows -> Result {
    guard let bytes else { return try body(nil) }
    return try bytes.withUnsafeBytes { try body($0) }
  }

  /// Ends the batch, so that its records are counted as soon as they are acknowledged.
  /// - Throws: `KafkaError` with the first failure of an earlier record.
  func flush() throws {
    try check()
    guard batchSize > 0 else { return }
    endBatch()
  }

  private func openBatch() throws -> DeliveryBatch {
    if let batch { return batch }
    let made = try producer.newBatch(to: topic.name)
    batch = made
    return made
  }

  /// Waits until the brokers have acknowledged all records.
  /// - Parameter isWanted: called while waiting; after false the wait lasts at most 3 seconds more.
  /// - Throws: `KafkaError` with the number of records that were not delivered.
  func finish(while isWanted: () -> Bool) throws {
    endBatch()
    var end: ContinuousClock.Instant?
    while !producer.settle(within: .milliseconds(100)) {
      if end == nil, !isWanted() { end = .now + .seconds(3) }
      if let end, .now >= end { break }
    }
    producer.flush(within: .milliseconds(1))
    let (delivered, failure) = deliveries.state.withLock { ($0.delivered, $0.failure) }
    if delivered == sent { return }
    throw KafkaError(
      failure?.code ?? .notDelivered, "\(sent - delivered) of \(sent) records were not delivered to \(description)",
      detail: producer.trouble ?? failure?.message ?? "the brokers did not acknowledge them in time",
      hint: failure?.hint)
  }

  private func check() throws { if let failure = deliveries.state.withLock({ $0.failure }) { throw failure } }

  private func endBatch() {
    batch?.finish { [deliveries, batchSize] in deliveries.take(batchSize, $0) }
    batch = nil
    batchSize = 0
  }
}
