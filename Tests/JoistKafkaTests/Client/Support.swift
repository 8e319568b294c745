import Beam
import Foundation
import JoistKafka
import KafkaTestSupport
import Rows
import Synchronization

/// A log that only speaks of errors.
let quiet = Logger(label: "kafka", logLevel: .error)

/// A log that says nothing, for tests that do harm.
let silent = Logger(label: "kafka", logLevel: .critical)

extension TestCluster {
  /// A client that asks.
  func clusterClient(group: String? = nil) throws -> KafkaClusterClient {
    try KafkaClusterClient(KafkaConsumerOptions(brokers: bootstrapServers, groupID: group), logger: quiet)
  }

  /// The names of all topics there are.
  func topicNames() throws -> [String] { try clusterClient().allTopics().map(\.name) }

  /// A client that reads.
  func consumer(
    group: String? = nil, partitions: Int = 1, refusals: ConnectorCounter? = nil, memory: Int = .max,
    properties: KafkaProperties = [:]
  ) throws -> KafkaConsumerClient {
    try KafkaConsumerClient(
      KafkaConsumerOptions(brokers: bootstrapServers, properties: properties, groupID: group),
      partitionCount: partitions, refusals: refusals, memory: memory, logger: quiet)
  }

  /// A client that writes.
  func producer(_ topics: [String], properties: KafkaProperties = [:]) throws -> KafkaProducerClient {
    try KafkaProducerClient(
      KafkaProducerOptions(brokers: bootstrapServers, properties: properties), topics: topics, logger: quiet)
  }
}

extension KafkaConsumerClient {
  /// Takes the reader of a partition, which has its turn.
  func takeReader(of partition: KafkaPartition, at offset: Int64) throws -> KafkaPartitionReader {
    guard let reader = try reader(of: partition, at: offset) else { throw TestFailure("\(partition) has to wait") }
    return reader
  }
}

/// A record as a test compares it.
struct Read: Equatable {
  var offset: Int64
  var key: String?
  var value: String?
  var headers: KafkaHeaders = [:]
  var timestamp: Int64?

  init(_ message: borrowing KafkaMessage) {
    offset = message.offset
    key = message.key.map { String(decoding: $0, as: UTF8.self) }
    value = message.value.map { String(decoding: $0, as: UTF8.self) }
    headers = message.headers
    timestamp = message.timestamp?.milliseconds
  }
}

extension KafkaPartitionReader {
  /// Reads until `isEnough` holds for what was seen; it waits for the queue's word in between.
  func read(until isEnough: ([Read], Item) -> Bool) throws -> [Read] {
    var all: [Read] = []
    while true {
      let item = try peek()
      if item == .record { all.append(Read(message)) }
      if item == .nothing { try waitForMore() } else { advance() }
      if isEnough(all, item) { return all }
    }
  }

  /// Reads to the partition's end.
  func readToEnd() throws -> [Read] {
    try read { _, item in
      if case .end = item { true } else { false }
    }
  }

  private func waitForMore() throws {
    let signal = DispatchSemaphore(value: 0)
    whenReadable { signal.signal() }
    guard signal.wait(timeout: .now() + 120) == .success else { throw TestFailure("\(partition): nothing for 120 s") }
  }
}

extension DeliveryBatch {
  /// Sends a record of texts.
  func send(
    _ value: String?, key: String? = nil, headers: KafkaHeaders = [:], timestamp: Int64? = nil, partition: Int32? = nil
  ) throws {
    try withBytes(key) { key in
      try withBytes(value) { value in
        try send(
          key: key, value: value, headers: headers, timestamp: timestamp.map { Timestamp(milliseconds: $0) },
          partition: partition)
      }
    }
  }

  /// Finishes the batch and waits for its end.
  func settle() throws {
    let failure = Mutex<KafkaError?>(nil)
    let signal = DispatchSemaphore(value: 0)
    finish { error in
      failure.withLock { $0 = error?.error }
      signal.signal()
    }
    guard signal.wait(timeout: .now() + 120) == .success else { throw TestFailure("no delivery for 120 s") }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func withBytes<Result>(_ text: String?, _ body: (UnsafeRawBufferPointer?) throws -> Result) rethrows -> Result
  {
    guard var text else { return try body(nil) }
    return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}
