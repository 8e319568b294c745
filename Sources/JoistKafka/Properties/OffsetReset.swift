/// Where reading starts in a partition without a known position: Kafka's `auto.offset.reset`.
public enum OffsetReset: String, Sendable, CaseIterable {
  /// At the oldest record.
  case earliest
  /// After the newest record.
  case latest
  /// Reading does not start; the job fails.
  case error

  /// Parses a value of `auto.offset.reset` in any spelling that librdkafka accepts.
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
