import Beam
import Rows

/// Gives records to the producer. A bundle settles when the brokers have acknowledged its records.
struct WriteRecords: DoFn {
  /// The producer keeps the records of a partition in order, so the next bundle can start before this one's deliveries.
  static var pipelineDepth: Int? { 16 }

  /// The approximate memory of a record in the producer besides its key and value, in bytes.
  private static let overhead = 256

  let writing: KafkaWriting
  /// The bundle's batch, begun when the bundle starts so that all its records go to the same producer.
  private var batch: DeliveryBatch?
  private var bytes = 0
  private var cut: RecordCut?
  /// Whether refused records are being searched for.
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
    // The batch may belong to a new producer while bundles of the previous producer have failed. By now their results are
    // known, so the bundle knows whether it was abandoned and must be written after them.
    if bytes == 0, context.isAbandoned { throw BundleAbandoned() }
    if let cut { try write(cut.applied(to: record), context) } else { try write(record, context) }
  }

  /// Sends a record; waits while the producer's queue is full.
  private mutating func write(_ record: KafkaRecord, _ context: borrowing Context<Bytes>) throws {
    if isSearching, let refusal = writing.refused.takeRefusal(of: record) { throw refusal }
    let partition = try partition(of: record)
    var pause = FullQueuePause()
    while try !send(record, to: partition) {
      // Deliveries will make space in the queue, but an abandoned bundle need not wait for that.
      if context.isAbandoned { throw BundleAbandoned() }
      pause.wait()
    }
    bytes += (record.key?.count ?? 0) + (record.value?.count ?? 0) + Self.overhead
  }

  /// The partition that the user's function chooses for a record; nil: the producer chooses.
  /// - Throws: the bundle's error if the record cannot be sent.
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
  /// - Returns: false if the producer's queue is full.
  private mutating func send(_ record: KafkaRecord, to partition: Int32?) throws -> Bool {
    do throws(KafkaError) {
      guard let batch else {
        preconditionFailure("a record of \"\(writing.sink.topic)\" came before `startBundle`: report this bug")
      }
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
  /// Checks for timestamps with a special meaning: the client replaces 0 by the time of sending, and brokers treat -1 as none.
  /// - Throws: ``KafkaError`` with the code `badTimestamp`.
  fileprivate func checkTimestamp(for topic: String) throws(KafkaError) {
    guard let timestamp, timestamp.milliseconds == 0 || timestamp.milliseconds == -1 else { return }
    throw KafkaError(
      .badTimestamp, "a record for \"\(topic)\" has the timestamp \(timestamp), which cannot be sent",
      detail:
        "the client replaces 1970-01-01T00:00:00Z by the time of sending, and brokers treat the millisecond before it as no time",
      hint: "give the record another timestamp, or none to use the time of sending")
  }
}

extension Bytes? {
  /// Calls `body` with the memory of the bytes, or with nil for nil.
  @inline(__always)
  fileprivate func withMemory<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let self else { return try body(nil) }
    return try self.withUnsafeBytes { (bytes) throws(Failure) in try body(bytes) }
  }
}
