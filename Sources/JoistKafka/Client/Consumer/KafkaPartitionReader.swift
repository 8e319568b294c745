import CJoistKafka

// Sendable: a reader is used by one thread at a time. `ReaderPool`, the only way to one, gives it to one user, who puts
// it back before another gets it; both happen behind one lock.
/// Reads one partition, record by record, in order, without waiting.
///
/// ```
/// while try reader.peek() == .record {
///   use(reader.message)
///   reader.advance()
/// }
/// ```
/// Records come from librdkafka in batches and stay in its memory until they are passed.
package final class KafkaPartitionReader: @unchecked Sendable {
  /// What stands at the reader's position.
  package enum Item: Sendable, Equatable {
    /// A record, as ``KafkaPartitionReader/message``.
    case record
    /// The partition's end as it is now; the next record will have this offset or a greater one. Control records of
    /// transactions are behind it.
    case end(offset: Int64)
    /// Nothing yet: records are on their way, or will be made some time.
    case nothing
  }

  /// How many records are taken from the client at once.
  private static let batchSize = 1_024

  /// What is read.
  package let partition: KafkaPartition

  private let client: ClientHandle
  private let topic: TopicHandles.Topic
  private let queue: OpaquePointer
  private let limits: QueueLimits
  private let prompter: FetchPrompter?
  private let watch: TopicWatch?
  private let wake = WakeSlot()

  private let batch: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  private var next = 0
  private var count = 0
  /// The last record of the batch that was taken from the client.
  private var lastOfBatch: ReadRecord?

  /// Whether the partition was read to its end, and no record was seen since.
  private(set) var isAtEnd = false

  /// The offset of the next record at the earliest.
  package private(set) var position: Int64

  /// Starts reading.
  init(
    _ partition: KafkaPartition, from offset: Int64, client: ClientHandle, topic: TopicHandles.Topic,
    limits: QueueLimits, prompter: FetchPrompter?, watch: TopicWatch?
  ) throws(KafkaError) {
    self.partition = partition
    self.client = client
    self.topic = topic
    self.limits = limits
    self.prompter = prompter
    self.watch = watch
    position = offset
    queue = rd_kafka_queue_new(client.pointer)
    batch = .allocate(capacity: Self.batchSize)
    batch.initialize(repeating: nil, count: Self.batchSize)
    guard rd_kafka_consume_start_queue(topic.pointer, partition.number, offset, queue) == 0 else {
      let response = rd_kafka_last_error()
      rd_kafka_queue_destroy(queue)
      batch.deallocate()
      throw KafkaError(response, "reading of \(partition) cannot start at offset \(offset)")
    }
    rd_kafka_queue_cb_event_enable(
      queue, { _, slot in slot.map { Unmanaged<WakeSlot>.fromOpaque($0).takeUnretainedValue().fire() } },
      Unmanaged.passUnretained(wake).toOpaque())
  }

  deinit {
    drop()
    rd_kafka_consume_stop(topic.pointer, partition.number)
    rd_kafka_queue_cb_event_enable(queue, nil, nil)
    rd_kafka_queue_destroy(queue)
    batch.deallocate()
  }

  // MARK: Reading

  /// Tells what stands at the position, and takes more from the client where nothing is at hand. It does not wait. What it
  /// throws is left behind.
  /// - Throws: ``KafkaError``: `lostPosition` where records were deleted before they were read; what the broker says
  ///   about the partition.
  package func peek() throws(KafkaError) -> Item {
    if next == count, try !refill() { return .nothing }
    let current = message(at: next).pointee
    if current.err == RD_KAFKA_RESP_ERR_NO_ERROR { return .record }
    if current.err == RD_KAFKA_RESP_ERR__PARTITION_EOF { return .end(offset: current.offset) }
    let failure = failure(current)
    advance()
    throw failure
  }

  /// The record at the position: only after ``peek()`` has seen one, and until ``advance()``.
  package var message: KafkaMessage {
    @_lifetime(borrow self) get { KafkaMessage(message(at: next), of: self) }
  }

  /// Leaves the record or the end at the position behind.
  package func advance() {
    let current = message(at: next)
    switch current.pointee.err {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      position = current.pointee.offset + 1
      isAtEnd = false
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      position = max(position, current.pointee.offset)
      isAtEnd = true
    default: break
    }
    rd_kafka_message_destroy(current)
    next += 1
  }

  /// Goes to another offset, back or ahead.
  /// - Throws: ``KafkaError`` where the client does not follow.
  package func seek(to offset: Int64) throws(KafkaError) {
    if offset == position { return }
    drop()
    isAtEnd = false
    let response = rd_kafka_seek(topic.pointer, partition.number, offset, 5_000)
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "reading of \(partition) cannot go to offset \(offset)")
    }
    position = offset
  }

  // MARK: Waiting

  /// Has `wake` called once, when the partition's next record or end arrives; at once, if one has.
  ///
  /// It is called on any thread, also one of the client with its locks held: it must be quick and may not call the
  /// reader or its client.
  package func whenReadable(_ wake: @escaping @Sendable () -> Void) {
    self.wake.set(wake)
    // Something may have come before the slot was filled: no further call comes for it.
    if next < count || rd_kafka_queue_length(queue) > 0 { self.wake.fire() }
  }

  /// Has nothing called any more.
  package func stopWaiting() { wake.set(nil) }

  // MARK: How far

  /// The partition's end, as the last fetch told it; nil before the first.
  package var knownEnd: Int64? {
    var low: Int64 = -1
    var high: Int64 = -1
    let response = rd_kafka_get_watermark_offsets(client.pointer, partition.topic, partition.number, &low, &high)
    return response == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
  }

  // MARK: Batches

  private func message(at index: Int) -> UnsafeMutablePointer<rd_kafka_message_t> {
    guard index < count, let message = batch[index] else {
      preconditionFailure("a reader of \(partition) was asked for a record that it has not seen")
    }
    return message
  }

  private func refill() throws(KafkaError) -> Bool {
    if let watch {
      if watch.isReplaced(partition) { throw replaced() }
      if let lastOfBatch { watch.note(partition, lastOfBatch) }
      lastOfBatch = nil
    }
    next = 0
    count = 0
    let taken = rd_kafka_consume_batch_queue(queue, 0, batch, Self.batchSize)
    guard taken >= 0 else { throw KafkaError(rd_kafka_last_error(), "\(partition) cannot be read") }
    count = taken
    if watch != nil { lastOfBatch = lastRecordOfBatch }
    if count == Self.batchSize { promptIfFilled() }
    return count > 0
  }

  /// The last record of the batch; an end may stand after it.
  private var lastRecordOfBatch: ReadRecord? {
    for index in (0..<count).reversed() {
      if let record = batch[index].flatMap({ ReadRecord($0) }) { return record }
    }
    return nil
  }

  private func promptIfFilled() {
    guard let prompter, let last = batch[count - 1]?.pointee else { return }
    let isFilled = limits.isHalfFull(
      waiting: rd_kafka_queue_length(queue), averageSize: last.len + last.key_len)
    if isFilled, prompter.want(partition) { client.stopWaiting() }
  }

  /// Forgets what was taken from the client.
  private func drop() {
    for index in next..<count { rd_kafka_message_destroy(batch[index]) }
    lastOfBatch = nil
    next = 0
    count = 0
  }

  // MARK: Failures

  private func failure(_ message: rd_kafka_message_t) -> KafkaError {
    let words = message.payload.map {
      String(decoding: UnsafeRawBufferPointer(start: $0, count: message.len), as: UTF8.self)
    }
    if message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET {
      return LostPosition(partition: partition, position: position, range: rangeNow()).error(saying: words)
    }
    return KafkaError(message.err, "\(partition) cannot be read", detail: words)
  }

  private func replaced() -> KafkaError {
    LostPosition(partition: partition, position: position, range: rangeNow(), isReplaced: true).error(saying: nil)
  }

  private func rangeNow() -> PartitionOffsets? {
    try? client.offsetRanges(of: [partition], within: .seconds(2))[partition]
  }
}

extension ReadRecord {
  /// The record of a message; nil for an end or an error, and without a time.
  fileprivate init?(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let time = rd_kafka_message_timestamp(message, &kind)
    if kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE { return nil }
    self.init(offset: message.pointee.offset, time: time)
  }
}
