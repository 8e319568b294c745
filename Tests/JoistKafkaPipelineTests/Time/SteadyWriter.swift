import Foundation
import Joist
import JoistKafka
import KafkaTestSupport

/// Writes records with the times at which they are made. It does not wait for the broker: what cannot be delivered is
/// delivered later, as producers do.
final class SteadyWriter {
  private let producer: KafkaProducerClient
  private let batch: DeliveryBatch
  /// How many records were made.
  private(set) var made = 0

  init(_ topic: String, on cluster: TestCluster) throws {
    producer = try KafkaProducerClient(
      KafkaProducerOptions(brokers: cluster.bootstrapServers), topics: [topic], logger: silent)
    batch = try producer.newBatch(to: topic)
  }

  /// Makes a record.
  /// - Parameter ahead: how far its time is ahead of the clock, in milliseconds.
  func write(to partition: Int32, ahead: Int64 = 0) throws {
    try Bytes(utf8: "\(made)").withUnsafeBytes {
      _ = try batch.send(
        key: nil, value: $0, timestamp: Timestamp(milliseconds: milliseconds() + ahead), partition: partition)
    }
    made += 1
  }

  /// Makes records in some partitions for some time.
  func write(to partitions: [Int32], every pause: Duration, for time: Duration, ahead: Int64 = 0) async throws {
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end {
      for partition in partitions { try write(to: partition, ahead: ahead) }
      try await Task.sleep(for: pause)
    }
  }

  /// Waits until all records are delivered.
  func finish() throws {
    batch.finish { _ in }
    guard producer.flush(within: .seconds(60)) else { throw TestFailure("records were not written") }
  }
}

/// The machine's clock.
func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

extension PCollection<KafkaRecord> {
  /// Counts records by windows of a second.
  func countBySeconds(into counts: Collected<Int>) {
    windowed(by: .fixed(.seconds(1))).map { _ in "all" }.countPerElement().map { $0.value }
      .parDo("Counts", Collect(into: counts))
  }
}
