import CJoistKafka
package import Rows

/// Records that count as one: whoever sends them is told once, when all are with the broker or some are not.
///
/// It is used by one thread. The producer copies each record, so that its memory is free when `send` returns.
package final class DeliveryBatch {
  /// Bytes that are counted at once, so that sending a record seldom touches what all threads share.
  private static let countedAtOnce = 64 << 10

  private let topic: TopicHandles.Topic
  private let lane: ProducerLane
  private let recordLimit: Int?
  private let count: DeliveryCount
  private var sent = 0
  /// Bytes that were sent and are not counted as under way yet.
  private var uncounted = 0
  private var isFinished = false

  init(to topic: TopicHandles.Topic, over lane: ProducerLane) {
    self.topic = topic
    self.lane = lane
    recordLimit = lane.cluster.isEmbedded ? KafkaCluster.embeddedRecordLimit : nil
    count = DeliveryCount(needing: lane)
  }

  deinit {
    // Nobody waits for what was sent before the batch was dropped.
    if !isFinished { finish { _ in } }
  }

  /// Sends a record. While the producer's queue is full, the thread is held.
  /// - Parameters:
  ///   - key: nil for none, which is not the same as an empty key.
  ///   - value: nil for a tombstone, which is not the same as an empty value.
  ///   - headers: the record's headers.
  ///   - timestamp: nil, or 0 milliseconds, for the time of sending; -1 milliseconds for none.
  ///   - partition: nil for the partitioner's choice: by the key, at random without one.
  /// - Throws: ``KafkaError``: `recordTooLarge`; `noTopic` where topic or partition are not there; `producerFailed`.
  package func send(
    key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headers: KafkaHeaders = [:],
    timestamp: Timestamp? = nil, partition: Int32? = nil
  ) throws(KafkaError) {
    var pause = FullQueuePause()
    while try !trySend(key: key, value: value, headers: headers, timestamp: timestamp, partition: partition) {
      pause.wait()
    }
  }

  /// Sends a record, where the producer's queue has room for it.
  /// - Parameters: as those of `send`.
  /// - Returns: whether there was room; without, nothing is sent.
  /// - Throws: as `send`.
  package func trySend(
    key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headers: KafkaHeaders = [:],
    timestamp: Timestamp? = nil, partition: Int32? = nil
  ) throws(KafkaError) -> Bool {
    let size = (key?.count ?? 0) + (value?.count ?? 0)
    if let recordLimit, size + headers.size > recordLimit {
      throw tooLargeForEmbedded(size + headers.size, recordLimit)
    }
    if lane.bytes.isFull { return false }
    let list = headers.isEmpty ? nil : headers.makeList()
    let response = joist_kafka_produce(
      lane.client.pointer, topic.pointer, partition ?? -1, Self.address(of: key), key?.count ?? 0,
      Self.address(of: value),
      value?.count ?? 0, timestamp?.milliseconds ?? 0, list, count.address)
    if response == RD_KAFKA_RESP_ERR_NO_ERROR {
      sent += 1
      uncounted += size
      if uncounted >= Self.countedAtOnce { countBytes() }
      return true
    }
    if let list { rd_kafka_headers_destroy(list) }
    if response == RD_KAFKA_RESP_ERR__QUEUE_FULL { return false }
    throw UndeliveredRecord(
      response, topic: topic.name, partition: partition, key: key, size: size, timestamp: timestamp
    )
    .error
  }

  /// Ends the batch: `completion` is called once, with the first failure or nil when all records are with the broker.
  /// It is called on the thread of deliveries, which it must not hold, or at once on this one. Nothing is sent afterwards.
  package func finish(_ completion: @escaping @Sendable (DeliveryFailure?) -> Void) {
    precondition(!isFinished, "a batch is finished once")
    isFinished = true
    countBytes()
    count.finish(sent: sent, failure: nil, completion)
  }

  private func countBytes() {
    lane.bytes.add(uncounted)
    uncounted = 0
  }

  /// The address of bytes, also of none: a null address means that there is no key or value at all.
  private static func address(of bytes: UnsafeRawBufferPointer?) -> UnsafeRawPointer? {
    guard let bytes else { return nil }
    return bytes.baseAddress ?? UnsafeRawPointer(bitPattern: MemoryLayout<Int>.alignment)
  }

  private func tooLargeForEmbedded(_ size: Int, _ limit: Int) -> KafkaError {
    KafkaError(
      .recordTooLarge, "a record of \(size) bytes for \"\(topic.name)\" is too large for the embedded broker",
      detail: "it keeps at most \(limit) bytes of key, value and headers together, and about 5 MB a partition",
      hint: "use a Kafka installation for larger records")
  }
}

extension KafkaHeaders {
  /// Bytes of names and values.
  fileprivate var size: Int { all.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) } }

  /// librdkafka's own list of these headers.
  fileprivate func makeList() -> OpaquePointer? {
    let list = rd_kafka_headers_new(all.count)
    for header in all {
      guard let value = header.value else {
        rd_kafka_header_add(list, header.name, -1, nil, 0)
        continue
      }
      value.withUnsafeBytes { bytes in
        // A null address would mean that there is no value.
        let address = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: MemoryLayout<Int>.alignment)
        _ = rd_kafka_header_add(list, header.name, -1, address, bytes.count)
      }
    }
    return list
  }
}
