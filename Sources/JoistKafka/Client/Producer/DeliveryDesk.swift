import CJoistKafka
import Synchronization

/// Takes the brokers' word on records, and knows how full the producer's queue is.
final class DeliveryDesk: Sendable {
  private let client: ClientHandle
  /// Records and bytes that the client's queue takes.
  private let mostRecords: Int
  private let mostBytes: Int
  /// Bytes of keys and values that are with the client. May lag behind by what open batches have not told yet.
  private let bytes = Atomic(0)
  private let waiters = Mutex<[@Sendable () -> Void]>([])
  private let isPurged = Atomic(false)

  /// - Parameters:
  ///   - client: the producer.
  ///   - mostRecords: its `queue.buffering.max.messages`.
  ///   - mostBytes: its `queue.buffering.max.kbytes`, in bytes.
  init(of client: ClientHandle, mostRecords: Int, mostBytes: Int) {
    self.client = client
    self.mostRecords = mostRecords
    self.mostBytes = mostBytes
  }

  /// Bytes of keys and values that are with the client.
  var outstandingBytes: Int { bytes.load(ordering: .relaxed) }

  /// Records that are with the client.
  var outstandingRecords: Int { Int(rd_kafka_outq_len(client.pointer)) }

  /// Whether the queue is at most half full.
  var hasRoom: Bool { 2 * outstandingRecords <= mostRecords && 2 * outstandingBytes <= mostBytes }

  /// Notes that bytes were given to the client.
  func sent(bytes count: Int) { bytes.add(count, ordering: .relaxed) }

  /// Has `wake` called once, when the queue is at most half full; at once, if it is now.
  func whenRoom(_ wake: @escaping @Sendable () -> Void) {
    waiters.withLock { $0.append(wake) }
    if hasRoom { wakeAll() }
  }

  /// One turn of the thread that serves the producer: waits for an event, and handles it.
  func serve() {
    client.nextEvent(within: 100) { event, kind in
      if kind == RD_KAFKA_EVENT_DR { take(event) }
    }
    if client.fatal != nil, !isPurged.exchange(true, ordering: .relaxed) { purge() }
    if hasRoom { wakeAll() }
  }

  /// Gives up all that is outstanding: each record gets its word, a failure that is transient.
  func purge() {
    rd_kafka_purge(
      client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
  }

  private func wakeAll() {
    let woken = waiters.withLock { waiters in
      defer { waiters.removeAll() }
      return waiters
    }
    for wake in woken { wake() }
  }

  /// Hands the word on each record of an event to its batch. Neighbours are mostly of one batch and go together.
  private func take(_ event: OpaquePointer) {
    var batch: UnsafeMutableRawPointer?
    var count = 0
    var delivered = 0
    while let message = rd_kafka_event_message_next(event) {
      delivered += message.pointee.len + message.pointee.key_len
      let failure =
        message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : UndeliveredRecord(message.pointee).error
      if message.pointee._private != batch || failure != nil {
        tell(batch, count)
        batch = message.pointee._private
        count = 0
      }
      if let failure { tell(batch, 1, failure) } else { count += 1 }
    }
    bytes.subtract(delivered, ordering: .relaxed)
    tell(batch, count)
  }

  private func tell(_ batch: UnsafeMutableRawPointer?, _ count: Int, _ failure: KafkaError? = nil) {
    guard let batch, count > 0 else { return }
    DeliveryCount.at(batch).delivered(count, failure: failure)
  }
}
