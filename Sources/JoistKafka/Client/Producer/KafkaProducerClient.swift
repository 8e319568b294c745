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

  /// Begins a batch of records for one topic. A producer that failed for good is replaced first.
  /// - Throws: ``KafkaError`` where the topic's name is none; where a new producer gets no contact.
  package func newBatch(to topic: String) throws(KafkaError) -> DeliveryBatch {
    let lane = try self.lane.withLock { (lane) throws(KafkaError) in
      guard let reason = lane.fatal else { return lane }
      logger.warning("the producer failed and is replaced", metadata: ["reason": "\(reason)"])
      let new = try ProducerLane(options, logger: logger)
      lane = new
      return new
    }
    return DeliveryBatch(to: try lane.topics.topic(topic), over: lane)
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

  private var current: ProducerLane { lane.withLock { $0 } }

  /// Makes the producer fail for good, as a broker's answer can.
  package func failForTest() {
    rd_kafka_test_fatal_error(current.client.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "made by a test")
  }
}
