import Beam
import Rows

/// Gives records to the producer; a bundle counts as done when the brokers have them.
struct WriteRecords: DoFn {
  /// The producer keeps the records of a partition in order, so the next bundle need not wait for the deliveries of this one.
  static var pipelineDepth: Int? { 16 }

  /// What a record takes in the producer's memory besides its key and value, about.
  private static let overhead = 256

  let writing: KafkaWriting
  /// Begun at the bundle's start: if the producer were replaced midway, the new one would get the last records without the first.
  private var batch: DeliveryBatch?
  private var bytes = 0
  private var cut: RecordCut?
  /// Whether records that were refused are looked for.
  private var isSearching = false

  init(writing: KafkaWriting) { self.writing = writing }

  mutating func startBundle() throws {
    bytes = 0
    isSearching = writing.refused.areSearched
    do throws(KafkaError) {
      batch = try writing.producer().newBatch(to: writing.sink.topic)
      cut = try writing.recordCut()
    } catch {
      throw error.bundleError
    }
  }

  mutating func process(_ record: KafkaRecord, in context: borrowing Context<Bytes>) throws {
    // The batch may be one of a new producer, which does not know of the bundles that failed with the one before. Those have
    // their verdicts since, so it is known by now if this bundle has to be written after them.
    if bytes == 0, context.isAbandoned { throw BundleAbandoned() }
    if let cut { try write(cut.applied(to: record), context) } else { try write(record, context) }
  }

  /// Sends a record, when there is room for it.
  private mutating func write(_ record: KafkaRecord, _ context: borrowing Context<Bytes>) throws {
    if isSearching, let refusal = writing.refused.takeRefusal(of: record) { throw refusal }
    let partition = try partition(of: record)
    var pause = FullQueuePause()
    while try !send(record, to: partition) {
      // The bundle has more than the producer holds at once. What is delivered makes room, but nobody may wait for it any more.
      if context.isAbandoned { throw BundleAbandoned() }
      pause.wait()
    }
    bytes += (record.key?.count ?? 0) + (record.value?.count ?? 0) + Self.overhead
  }

  /// The partition that the author chooses for a record, nil for the producer's choice.
  /// - Throws: what the bundle is to throw where the record cannot be sent.
  private func partition(of record: KafkaRecord) throws -> Int32? {
    do throws(KafkaError) {
      try record.checkTimestamp(for: writing.sink.topic)
      guard let number = writing.sink.partition?(record) else { return nil }
      try writing.checkPartition(number)
      return number
    } catch {
      throw error.bundleError
    }
  }

  /// Gives a record to the producer.
  /// - Returns: false where the producer holds as much as it may.
  private mutating func send(_ record: KafkaRecord, to partition: Int32?) throws -> Bool {
    do throws(KafkaError) {
      guard let batch else { preconditionFailure("a record comes in a bundle that has started") }
      return try record.key.withMemory { key throws(KafkaError) in
        try record.value.withMemory { value throws(KafkaError) in
          try batch.trySend(
            key: key, value: value, headers: record.headers, timestamp: record.timestamp, partition: partition)
        }
      }
    } catch {
      throw error.bundleError
    }
  }

  mutating func finishBundle(in context: borrowing Context<Bytes>) {
    defer { batch = nil }
    guard let batch, bytes > 0 else { return }
    let completion = context.settle(bytes: bytes)
    batch.finish { [writing] failure in
      if let failure { completion.fail(writing.refused.error(for: failure)) } else { completion.succeed() }
    }
  }

  mutating func tearDown() { batch = nil }
}

extension KafkaRecord {
  /// Refuses a timestamp that would arrive as another one: the client takes 0 for the time of sending, the broker -1 for none.
  fileprivate func checkTimestamp(for topic: String) throws(KafkaError) {
    guard let timestamp, timestamp.milliseconds == 0 || timestamp.milliseconds == -1 else { return }
    throw KafkaError(
      .badTimestamp, "a record for \"\(topic)\" has the timestamp \(timestamp), which cannot be sent",
      detail:
        "its client takes 1970-01-01T00:00:00Z for the time of sending, and brokers take the millisecond before for no time",
      hint: "give the record another timestamp, or none: it is then that of its sending")
  }
}

extension Bytes? {
  /// Calls `body` with the memory of the bytes, nil where there are none.
  @inline(__always)
  fileprivate func withMemory<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let self else { return try body(nil) }
    return try self.withUnsafeBytes { (bytes) throws(Failure) in try body(bytes) }
  }
}
