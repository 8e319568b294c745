/// Which offsets are to be committed: a value, told what happened, that answers what to send.
struct CommitLedger {
  /// The greatest offset of each partition that waits for its turn.
  private var waiting: [KafkaPartition: Int64] = [:]
  /// What is on its way to the broker; empty while nothing is.
  private var sent: [KafkaPartition: Int64] = [:]
  /// The greatest offset of each partition that was ever handed in: a smaller one is of no interest.
  private var greatest: [KafkaPartition: Int64] = [:]

  /// Whether the broker knows all that was handed in.
  var isSettled: Bool { waiting.isEmpty && sent.isEmpty }

  /// Notes that all records of a partition below an offset are done.
  mutating func note(_ partition: KafkaPartition, _ offset: Int64) {
    guard offset > greatest[partition] ?? -1 else { return }
    greatest[partition] = offset
    waiting[partition] = offset
  }

  /// What to send now; nil while something is on its way, and where nothing waits.
  mutating func next() -> [(KafkaPartition, Int64)]? {
    guard sent.isEmpty, !waiting.isEmpty else { return nil }
    sent = waiting
    waiting = [:]
    return sent.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Notes the fate of what was sent.
  /// - Parameter refused: the partitions that the broker did not take, which wait for another turn.
  mutating func finish(refused: Set<KafkaPartition>) {
    for (partition, offset) in sent where refused.contains(partition) {
      waiting[partition] = max(offset, waiting[partition] ?? offset)
    }
    sent = [:]
  }
}
