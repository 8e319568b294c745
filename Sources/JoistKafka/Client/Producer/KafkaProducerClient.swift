package import Beam
import CJoistKafka
import Synchronization

/// Writes records to Kafka: one connection to each broker for all batches of a step.
///
/// It is idempotent unless the author says otherwise, and tries a record for as long as it takes, so that the records of
/// a partition stay in the order in which they were sent.
package final class KafkaProducerClient: Sendable {
  private let options: KafkaProducerOptions
  private let logger: Logger
  private let lane: Mutex<ProducerLane>
  /// Held while a lane is replaced, which can take seconds. `lane` is only held briefly.
  private let replacing = Mutex(())
  /// The sizes of the largest batches that topics take, where the broker tells.
  private let largestBatches: [String: Int]

  /// Makes a producer and connects it.
  /// - Parameters:
  ///   - options: brokers and properties.
  ///   - topics: topics that must be there. None is made.
  ///   - logger: where the client's log goes.
  /// - Throws: ``KafkaError``: `badProperty`; `noBroker`, `notAuthenticated` and `noTopic` within 10 seconds.
  package init(_ options: KafkaProducerOptions, topics: [String], logger: Logger) throws(KafkaError) {
    self.logger = logger
    var options = options
    var lane = try ProducerLane(options, logger: logger)
    var partitions: [KafkaPartition] = []
    for topic in topics { partitions += try lane.client.topic(topic, in: lane.cluster).partitions }
    // Any broker tells of topics; whether those answer that take the records is another matter.
    _ = try lane.client.ends(of: partitions)
    let batches = topics.map { ($0, lane.client.largestBatch(of: $0, in: lane.cluster)) }
    largestBatches = Dictionary(batches.compactMap { topic, size in size.map { (topic, $0) } }) { $1 }
    if let smallest = largestBatches.values.min(), smallest < KafkaProducerOptions.usualBatch {
      // A topic with a small limit would refuse the batches that the client makes of small records.
      options = options.with(largestBatch: smallest)
      lane = try ProducerLane(options, logger: logger)
    }
    self.options = options
    self.lane = Mutex(lane)
  }

  /// The largest record that a topic takes before compression, in bytes of its batch; nil where the broker does not tell.
  func largestRecord(in topic: String) -> Int? {
    let batch = cluster.isEmbedded ? KafkaCluster.embeddedRecordLimit : largestBatches[topic]
    return options.largestRecord == .max ? batch : min(options.largestRecord, batch ?? .max)
  }

  /// The cluster that is written to.
  package var cluster: KafkaCluster { current.cluster }

  /// Begins a batch of records for one topic. If the producer has failed for good, it is replaced first; by then every record that
  /// the failed one was given has its verdict.
  /// - Throws: ``KafkaError`` if the topic's name is none, or a new producer gets no contact; `producerFailed`, which is
  ///   transient, while another thread replaces the producer.
  package func newBatch(to topic: String) throws(KafkaError) -> DeliveryBatch {
    let lane = current
    if let reason = lane.fatal { try replace(lane, because: reason) }
    let usable = current
    return DeliveryBatch(to: try usable.topics.topic(topic), over: usable)
  }

  /// Waits until every record of a lane that failed has its verdict, then installs a new lane.
  private func replace(_ failed: ProducerLane, because reason: String) throws(KafkaError) {
    let isReplaced = try replacing.withLockIfAvailable { (_) throws(KafkaError) in
      guard current === failed else { return true }
      logger.warning("the producer failed and is replaced", metadata: ["reason": "\(reason)"])
      failed.purge()
      guard failed.flush(within: .seconds(10)) else {
        throw KafkaError(
          .producerFailed, "the producer failed and does not give up its records", detail: reason, isTransient: true)
      }
      let made = try ProducerLane(options, logger: logger)
      lane.withLock { $0 = made }
      return true
    }
    if isReplaced == nil {
      throw KafkaError(.producerFailed, "the producer failed and is being replaced", detail: reason, isTransient: true)
    }
  }

  // MARK: The end

  /// Waits until all records are with the brokers, and gives up those that are not in time: their batches fail.
  /// - Returns: whether none was given up.
  @discardableResult
  package func flush(within limit: Duration) -> Bool {
    let lane = current
    if lane.flush(within: limit) { return true }
    lane.purge()
    _ = lane.flush(within: .seconds(1))
    return false
  }

  /// Waits until every record has its verdict, and gives none up.
  /// - Returns: false if the time was not enough.
  package func settle(within limit: Duration) -> Bool { current.flush(within: limit) }

  /// What the client last said about a connection, which may have passed since.
  package var trouble: String? { current.client.notices.latest?.text }

  private var current: ProducerLane { lane.withLock { $0 } }

  /// Makes the producer fail for good, as a broker's answer can.
  package func failForTest() {
    rd_kafka_test_fatal_error(current.client.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "made by a test")
  }
}
