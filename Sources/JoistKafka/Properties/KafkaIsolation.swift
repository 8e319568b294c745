/// Which records of transactions a source reads: Kafka's `isolation.level`.
public enum KafkaIsolation: String, Sendable, CaseIterable {
  /// Those of committed transactions, and those that are in none.
  case readCommitted = "read_committed"
  /// All, also those of transactions that were aborted or are still open.
  case readUncommitted = "read_uncommitted"
}
