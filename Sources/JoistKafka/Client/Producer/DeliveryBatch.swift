import CJoistKafka
package import Rows

/// A batch of records with one completion, called when all of them are delivered or one has failed.
///
/// One thread uses it. The producer copies each record, so its memory may be reused after `send` returns.
package final class DeliveryBatch {
  /// The bytes after which the shared counter is updated, so that sending a record rarely touches memory shared by threads.
  private static let countedAtOnce = 64 << 10

  private let topic: TopicHandles.Topic
  private let lane: ProducerLane
  private let recordLimit: Int?
  private let count: DeliveryCount
  private var sent = 0
  /// The bytes that were sent and not yet added to the shared counter.
  private var uncounted = 0
  private var isFinished = false

  init(to topic: TopicHandles.Topic, over lane: ProducerLane) {
    self.topic = topic
    self.lane = lane
    recordLimit = lane.cluster.isEmbedded ? KafkaCluster.embeddedRecordLimit : nil
    count = DeliveryCount(needing: lane)
  }

  deinit {
    // An unfinished batch was dropped: nothing waits for the records that were sent.
    if !isFinished { finish { _ in } }
  }

  /// Sends a record. Blocks while the producer's queue is full.
  /// - Parameters:
  ///   - key: the key; nil for none, which differs from an empty key.
  ///   - value: the value; nil for a tombstone, which differs from an empty value.
  ///   - headers: the record's headers.
  ///   - timestamp: the timestamp; nil, or 0 milliseconds, for the time of sending; -1 milliseconds for none.
  ///   - partition: the partition; nil lets the partitioner choose it by the key, or at random without one.
  /// - Throws: ``KafkaError``: `recordTooLarge`; `noTopic` if the topic or partition does not exist; `producerFailed`.
  package func send(
    key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headers: KafkaHeaders = [:],
    timestamp: Timestamp? = nil, partition: Int32? = nil
  ) throws(KafkaError) {
    var pause = FullQueuePause()
    while try !trySend(key: key, value: value, headers: headers, timestamp: timestamp, partition: partition) {
      pause.wait()
    }
  }

  /// Sends a record unless the producer's queue is full. The parameters are those of `send`.
  /// - Returns: false if the queue is full and the record was not sent.
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
    // SAFETY: librdkafka copies key and value during the call, and takes over `list` unless the call fails. `count` keeps
    // itself alive until its last delivery report.
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

  /// Ends the batch; nothing may be sent afterwards. `completion` is called once, with the first failure or nil when all
  /// records are delivered. It is called on the thread for delivery reports, which it must not block, or at once on this one.
  package func finish(_ completion: @escaping @Sendable (DeliveryFailure?) -> Void) {
    precondition(!isFinished, "the batch for \"\(topic.name)\" is already finished: call finish only once")
    isFinished = true
    countBytes()
    count.finish(sent: sent, failure: nil, completion)
  }

  private func countBytes() {
    lane.bytes.add(uncounted)
    uncounted = 0
  }

  /// The address of the bytes, which is not null even if there are none: a null address means a missing key or value.
  private static func address(of bytes: UnsafeRawBufferPointer?) -> UnsafeRawPointer? {
    guard let bytes else { return nil }
    return bytes.baseAddress ?? UnsafeRawPointer(bitPattern: MemoryLayout<Int>.alignment)
  }

  private func tooLargeForEmbedded(_ size: Int, _ limit: Int) -> KafkaError {
    KafkaError(
      .recordTooLarge, "a record of \(size) bytes for \"\(topic.name)\" is too large for the embedded broker",
      detail:
        "it accepts at most \(limit) bytes of key, value and headers together, and keeps about 5 MB per partition",
      hint: "use a Kafka installation for larger records")
  }
}

extension KafkaHeaders {
  /// The bytes of all names and values.
  fileprivate var size: Int { all.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) } }

  /// A list of these headers for librdkafka; the caller owns it.
  fileprivate func makeList() -> OpaquePointer? {
    let list = rd_kafka_headers_new(all.count)
    for header in all {
      guard let value = header.value else {
        rd_kafka_header_add(list, header.name, -1, nil, 0)
        continue
      }
      value.withUnsafeBytes { bytes in
        // A null address would mean a missing value.
        let address = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: MemoryLayout<Int>.alignment)
        _ = rd_kafka_header_add(list, header.name, -1, address, bytes.count)
      }
    }
    return list
  }
}
