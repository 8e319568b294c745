package import Beam
import Synchronization

/// Writes records to Kafka, with one connection to each broker for all batches of a step.
///
/// It is idempotent unless the user disables that, and retries a record without a limit, so that the records of a partition
/// stay in the order in which they were sent.
package final class KafkaProducerClient: Sendable {
  private let options: KafkaProducerOptions
  private let logger: Logger
  private let whenSilent: (@Sendable (DeliverySilence?) -> Void)?
  private let lane: Mutex<ProducerLane>
  /// Held while the lane is replaced, which can take seconds; `lane` is held only briefly.
  private let replacing = Mutex(())
  /// The largest batch of each topic, in bytes, as far as the broker reports it.
  private let largestBatches: [String: Int]

  /// Makes a producer and connects it.
  /// - Parameters:
  ///   - options: brokers and properties.
  ///   - topics: the topics to check; none is created.
  ///   - whenSilent: called once a second while records wait and brokers acknowledge none, and with nil when that ends.
  ///   - logger: the logger for the client's messages.
  /// - Throws: ``KafkaError``: `badProperty`; `noBroker`, `notAuthenticated` and `noTopic` within 10 seconds.
  package init(
    _ options: KafkaProducerOptions, topics: [String], logger: Logger,
    whenSilent: (@Sendable (DeliverySilence?) -> Void)? = nil
  ) throws(KafkaError) {
    self.whenSilent = whenSilent
    self.logger = logger
    var options = options
    var lane = try ProducerLane(options, logger: logger, whenSilent: whenSilent)
    var partitions: [KafkaPartition] = []
    for topic in topics { partitions += try lane.client.topic(topic, in: lane.cluster).partitions }
    // Any broker can describe a topic, so also check that the partitions' leaders respond.
    _ = try lane.client.ends(of: partitions)
    let batches = topics.map { ($0, lane.client.largestBatch(of: $0, in: lane.cluster)) }
    largestBatches = Dictionary(batches.compactMap { topic, size in size.map { (topic, $0) } }) { $1 }
    if let smallest = largestBatches.values.min(), smallest < KafkaProducerOptions.usualBatch {
      // A topic with a small limit would refuse the client's default batches.
      options = options.with(largestBatch: smallest)
      lane = try ProducerLane(options, logger: logger, whenSilent: whenSilent)
    }
    self.options = options
    self.lane = Mutex(lane)
  }

  /// The largest record that a topic accepts, as the size of its batch before compression in bytes; nil: not known.
  func largestRecord(in topic: String) -> Int? {
    let batch = cluster.isEmbedded ? KafkaCluster.embeddedRecordLimit : largestBatches[topic]
    return options.largestRecord == .max ? batch : min(options.largestRecord, batch ?? .max)
  }

  /// The cluster that the producer writes to.
  package var cluster: KafkaCluster { current.cluster }

  /// Begins a batch of records for one topic. If the producer has failed permanently, it is first replaced, after every
  /// record of the failed producer has its delivery report.
  /// - Throws: ``KafkaError`` if the topic's name is invalid or a new producer cannot connect; `producerFailed`, which is
  ///   transient, while another thread replaces the producer.
  package func newBatch(to topic: String) throws(KafkaError) -> DeliveryBatch {
    let lane = current
    if let reason = lane.fatal { try replace(lane, because: reason) }
    let usable = current
    return DeliveryBatch(to: try usable.topics.topic(topic), over: usable)
  }

  /// Waits until every record of a failed lane has its delivery report, then installs a new lane.
  private func replace(_ failed: ProducerLane, because reason: String) throws(KafkaError) {
    let isReplaced = try replacing.withLockIfAvailable { (_) throws(KafkaError) in
      guard current === failed else { return true }
      logger.warning("the producer failed and will be replaced", metadata: ["reason": "\(reason)"])
      failed.purge()
      guard failed.flush(within: .seconds(10)) else {
        throw KafkaError(
          .producerFailed, "the producer failed and does not release its records", detail: reason, isTransient: true)
      }
      let made = try ProducerLane(options, logger: logger, whenSilent: whenSilent)
      lane.withLock { $0 = made }
      // The failed lane may have reported a silence whose end it does not live to see.
      whenSilent?(nil)
      return true
    }
    if isReplaced == nil {
      throw KafkaError(.producerFailed, "the producer failed and is being replaced", detail: reason, isTransient: true)
    }
  }

  // MARK: The end

  /// Waits until all records are delivered. Records that are not delivered in time are abandoned, and their batches fail.
  /// - Returns: whether all records were delivered.
  @discardableResult
  package func flush(within limit: Duration) -> Bool {
    let lane = current
    if lane.flush(within: limit) { return true }
    lane.purge()
    _ = lane.flush(within: .seconds(1))
    return false
  }

  /// Waits until every record has its delivery report, without abandoning any.
  /// - Returns: false if that took too long.
  package func settle(within limit: Duration) -> Bool { current.flush(within: limit) }

  /// The client's latest message about a connection; the problem may have been resolved since.
  package var trouble: String? { current.client.notices.latest?.text }

  /// The current client, an `rd_kafka_t` that lives as long as this producer does not replace it.
  package var handle: OpaquePointer { current.client.pointer }

  private var current: ProducerLane { lane.withLock { $0 } }
}
