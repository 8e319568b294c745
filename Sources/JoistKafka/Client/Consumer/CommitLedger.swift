/// The offsets to commit: a value type that decides what to send next.
struct CommitLedger {
  /// The offsets to send with the next request, by partition.
  private var waiting: [KafkaPartition: Int64] = [:]
  /// The offsets of the request in flight; empty if there is none.
  private var sent: [KafkaPartition: Int64] = [:]
  /// The greatest offset ever noted for each partition; smaller ones are ignored.
  private var greatest: [KafkaPartition: Int64] = [:]

  /// Whether the broker has accepted every offset.
  var isSettled: Bool { waiting.isEmpty && sent.isEmpty }

  /// Records that all records of a partition below an offset are processed.
  mutating func note(_ partition: KafkaPartition, _ offset: Int64) {
    guard offset > greatest[partition] ?? -1 else { return }
    greatest[partition] = offset
    waiting[partition] = offset
  }

  /// The offsets to send now; nil if a request is in flight or nothing waits.
  mutating func next() -> [(KafkaPartition, Int64)]? {
    guard sent.isEmpty, !waiting.isEmpty else { return nil }
    sent = waiting
    waiting = [:]
    return sent.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Records the result of the request in flight.
  /// - Parameter refused: the partitions whose offsets the broker did not accept; they are sent again.
  mutating func finish(refused: Set<KafkaPartition>) {
    for (partition, offset) in sent where refused.contains(partition) {
      waiting[partition] = max(offset, waiting[partition] ?? offset)
    }
    sent = [:]
  }
}
