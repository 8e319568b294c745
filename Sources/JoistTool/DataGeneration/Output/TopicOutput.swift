import JoistKafka
import Rows

/// Visits to a topic of Kafka, with the visitor's id as key, to its partitions in turn.
final class TopicOutput: VisitOutput {
  private let writer: TopicWriter
  private let say: @Sendable (String) -> Void
  private var next: Int32 = 0
  private var nextComplaint = ContinuousClock.now

  private static let complaintInterval = Duration.seconds(5)

  /// Connects.
  /// - Parameter say: told when the brokers acknowledge nothing.
  /// - Throws: `KafkaError` if no broker answers within 10 seconds, or the topic does not exist.
  init(topic: String, _ options: KafkaOptions, say: @escaping @Sendable (String) -> Void) throws {
    writer = try TopicWriter(topic: topic, options)
    self.say = say
  }

  var description: String { writer.description }

  /// How many records the brokers have acknowledged.
  var delivered: Int { writer.delivered }

  func write(_ record: GeneratedRecord) throws {
    let written = KafkaRecord(key: Bytes(utf8: record.key), value: Bytes(record.value))
    _ = try writer.write(written, partition: next, while: { isWanted })
    next = (next + 1) % writer.topic.partitionCount
    complain()
  }

  func flush() throws {
    try writer.flush()
    complain()
  }

  func finish(complete: Bool) throws { try writer.finish(while: { isWanted }) }

  private var isWanted: Bool {
    complain()
    return !Task.isCancelled
  }

  private func complain() {
    let now = ContinuousClock.now
    guard now >= nextComplaint else { return }
    nextComplaint = now + Self.complaintInterval
    if let complaint = writer.complaint { say(complaint) }
  }
}
