/// Where reading starts in a partition for which no position is known: Kafka's `auto.offset.reset`.
public enum OffsetReset: String, Sendable, CaseIterable {
  /// At the oldest record that is still there.
  case earliest
  /// Behind the newest record.
  case latest
  /// Nowhere: the job fails.
  case error

  /// Reads a value of `auto.offset.reset`, in any spelling that librdkafka knows.
  /// - Throws: ``KafkaError`` with the code `badProperty`.
  init(property value: String) throws(KafkaError) {
    switch value.lowercased() {
    case "earliest", "smallest", "beginning": self = .earliest
    case "latest", "largest", "end": self = .latest
    case "error": self = .error
    default:
      throw KafkaError(
        .badProperty, "invalid value \"\(value)\" for the property \"auto.offset.reset\"",
        hint: "use earliest, latest or error")
    }
  }
}
