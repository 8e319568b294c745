import CJoistKafka

// SAFETY: one thread at a time uses a reader. Only `ReaderPool` hands readers out, to one user at a time, and both taking
// and putting back happen under its lock. librdkafka's messages in `batch` are owned by the reader until it destroys them.
/// Reads one partition in order, record by record, without blocking.
///
/// ```
/// while try reader.peek() == .record {
///   use(reader.message)
///   reader.advance()
/// }
/// ```
/// Records come from librdkafka in batches and stay in its memory until the reader advances past them.
package final class KafkaPartitionReader: @unchecked Sendable {
  /// What is at the reader's position.
  package enum Item: Sendable, Equatable {
    /// A record, available as ``KafkaPartitionReader/message``.
    case record
    /// The partition's current end. The next record will have this offset or a greater one; any control records of
    /// transactions have been passed.
    case end(offset: Int64)
    /// Nothing yet: the next record has not been fetched or does not exist yet.
    case nothing
  }

  /// The most records that are taken from the client at once.
  private static let batchSize = 1_024

  /// The partition that is read.
  package let partition: KafkaPartition

  private let client: ClientHandle
  private let topic: TopicHandles.Topic
  private let queue: OpaquePointer
  private let limits: QueueLimits
  private let prompter: FetchPrompter?
  private let watch: TopicWatch?
  private let wake = WakeSlot()

  private let batch: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  private var isStarted = false
  private var next = 0
  private var count = 0
  /// The last record of the current batch; nil without a `watch`.
  private var lastOfBatch: ReadRecord?

  /// Whether the reader has reached the partition's end and no record has come since.
  private(set) var isAtEnd = false

  /// The lowest offset that the next record can have.
  package private(set) var position: Int64

  /// Starts reading at an offset.
  /// - Throws: ``KafkaError`` if the client cannot start.
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
      // `deinit` runs, since all properties are initialized.
      throw KafkaError(rd_kafka_last_error(), "reading \(partition) cannot start at offset \(offset)")
    }
    isStarted = true
    // SAFETY: the callback gets an unretained pointer to `wake`. `deinit` disables the callback before `wake` is released, and
    // librdkafka does not run it afterwards.
    rd_kafka_queue_cb_event_enable(
      queue, { _, slot in slot.map { Unmanaged<WakeSlot>.fromOpaque($0).takeUnretainedValue().fire() } },
      Unmanaged.passUnretained(wake).toOpaque())
  }

  deinit {
    drop()
    if isStarted { rd_kafka_consume_stop(topic.pointer, partition.number) }
    rd_kafka_queue_cb_event_enable(queue, nil, nil)
    rd_kafka_queue_destroy(queue)
    batch.deallocate()
  }

  // MARK: Reading

  /// Returns what is at the position. It takes the next batch from the client if necessary, but does not block. After it
  /// throws, the reader has advanced past the error.
  /// - Throws: ``KafkaError``: `lostPosition` if records were deleted before they were read, or the broker's error for the
  ///   partition.
  package func peek() throws(KafkaError) -> Item {
    if next == count, try !refill() { return .nothing }
    let current = message(at: next).pointee
    if current.err == RD_KAFKA_RESP_ERR_NO_ERROR { return .record }
    if current.err == RD_KAFKA_RESP_ERR__PARTITION_EOF { return .end(offset: current.offset) }
    let failure = failure(current)
    advance()
    throw failure
  }

  /// The record at the position. Valid only after ``peek()`` has returned `record` and until ``advance()``.
  package var message: KafkaMessage {
    @_lifetime(borrow self) get { KafkaMessage(message(at: next), of: self) }
  }

  /// Moves past the record or the end at the position.
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

  /// Moves to another offset, back or ahead.
  /// - Throws: ``KafkaError`` if the client cannot.
  package func seek(to offset: Int64) throws(KafkaError) {
    if offset == position { return }
    drop()
    isAtEnd = false
    let response = rd_kafka_seek(topic.pointer, partition.number, offset, 5_000)
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(response, "reading \(partition) cannot move to offset \(offset)")
    }
    position = offset
  }

  // MARK: Waiting

  /// Calls `wake` once when the partition's next record or end arrives, or at once if it has arrived.
  ///
  /// `wake` may be called on any thread, including one that holds the client's locks. It must be quick and must not call the
  /// reader or its client.
  package func whenReadable(_ wake: @escaping @Sendable () -> Void) {
    self.wake.set(wake)
    // A record that came before `wake` was set causes no further callback.
    if next < count || rd_kafka_queue_length(queue) > 0 { self.wake.fire() }
  }

  /// Cancels ``whenReadable(_:)``.
  package func stopWaiting() { wake.set(nil) }

  // MARK: The end

  /// The partition's end as of the last fetch; nil before the first fetch.
  package var knownEnd: Int64? {
    var low: Int64 = -1
    var high: Int64 = -1
    let response = rd_kafka_get_watermark_offsets(client.pointer, partition.topic, partition.number, &low, &high)
    return response == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
  }

  // MARK: Batches

  private func message(at index: Int) -> UnsafeMutablePointer<rd_kafka_message_t> {
    guard index < count, let message = batch[index] else {
      preconditionFailure("no record of \(partition) at the position: use `message` and `advance` only after `peek`")
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

  /// The last record of the batch; the batch may end with an end-of-partition message.
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

  /// Destroys the messages that were taken from the client and not passed.
  private func drop() {
    for index in next..<count { rd_kafka_message_destroy(batch[index]) }
    lastOfBatch = nil
    next = 0
    count = 0
  }

  // MARK: Failures

  private func failure(_ message: rd_kafka_message_t) -> KafkaError {
    // SAFETY: in a message with an error, `payload` points to `len` bytes of text that live as long as the message.
    let text = message.payload.map {
      String(decoding: UnsafeRawBufferPointer(start: $0, count: message.len), as: UTF8.self)
    }
    if message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET {
      return LostPosition(partition: partition, position: position, range: rangeNow()).error(detail: text)
    }
    return KafkaError(message.err, "\(partition) cannot be read", detail: text)
  }

  private func replaced() -> KafkaError {
    LostPosition(partition: partition, position: position, range: rangeNow(), isReplaced: true).error(detail: nil)
  }

  private func rangeNow() -> PartitionOffsets? {
    try? client.offsetRanges(of: [partition], within: .seconds(2))[partition]
  }
}

extension ReadRecord {
  /// The offset and time of a message; nil for an end, an error, or a record without a time.
  fileprivate init?(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let time = rd_kafka_message_timestamp(message, &kind)
    if kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE { return nil }
    self.init(offset: message.pointee.offset, time: time)
  }
}
