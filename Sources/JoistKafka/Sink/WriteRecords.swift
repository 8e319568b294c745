import Beam
import Rows

/// Gives records to the producer; a bundle counts as done when the brokers have them.
struct WriteRecords: DoFn {
  /// The producer keeps the records of a partition in order, so the next bundle need not wait for the deliveries of this one.
  static var pipelineDepth: Int? { 16 }

  /// What a record takes in the producer's memory besides its key and value, about.
  private static let overhead = 256

  let writing: KafkaWriting
  private var batch: DeliveryBatch?
  private var bytes = 0

  init(writing: KafkaWriting) { self.writing = writing }

  mutating func startBundle() {
    batch = nil
    bytes = 0
  }

  mutating func process(_ record: KafkaRecord, in context: borrowing Context<Bytes>) throws {
    do throws(KafkaError) {
      let batch = try currentBatch()
      try record.key.withMemory { key throws(KafkaError) in
        try record.value.withMemory { value throws(KafkaError) in
          try batch.send(
            key: key, value: value, headers: record.headers, timestamp: record.timestamp,
            partition: writing.sink.partition?(record))
        }
      }
    } catch {
      throw error.ofBundle
    }
    bytes += (record.key?.count ?? 0) + (record.value?.count ?? 0) + Self.overhead
  }

  mutating func finishBundle(in context: borrowing Context<Bytes>) {
    guard let batch else { return }
    let completion = context.settle(bytes: bytes)
    batch.finish { failure in
      if let failure { completion.fail(failure.ofBundle) } else { completion.succeed() }
    }
    self.batch = nil
  }

  mutating func tearDown() { batch = nil }

  private mutating func currentBatch() throws(KafkaError) -> DeliveryBatch {
    if let batch { return batch }
    let made = try writing.producer().newBatch(to: writing.sink.topic)
    batch = made
    return made
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
