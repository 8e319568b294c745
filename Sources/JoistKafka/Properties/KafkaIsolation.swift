/// Which records of transactions a source reads: Kafka's `isolation.level`.
public enum KafkaIsolation: String, Sendable, CaseIterable {
  /// Records of committed transactions, and records outside of transactions.
  case readCommitted = "read_committed"
  /// All records, including those of aborted and open transactions.
  case readUncommitted = "read_uncommitted"
}
