import JoistKafka
import Rows

/// Sends visits to the partitions of a Kafka topic in turn, with the visitor's id as the key.
final class TopicOutput: VisitOutput {
  private let writer: TopicWriter
  private var next: Int32 = 0

  /// Connects to the brokers and looks up the topic.
  /// - Parameter say: called with a message every five seconds while the brokers acknowledge nothing.
  /// - Throws: `KafkaError` if no broker answers within 10 seconds, or the topic does not exist.
  init(topic: String, _ options: KafkaOptions, say: @escaping @Sendable (String) -> Void) throws {
    writer = try TopicWriter(topic: topic, options, say: say)
  }

  var description: String { writer.description }

  /// The number of records that the brokers have acknowledged.
  var delivered: Int { writer.delivered }

  func write(_ record: GeneratedRecord) throws {
    let written = KafkaRecord(key: Bytes(utf8: record.key), value: Bytes(record.value))
    _ = try writer.write(written, partition: next, while: { !Task.isCancelled })
    next = (next + 1) % writer.topic.partitionCount
  }

  func flush() throws { try writer.flush() }

  func finish(complete: Bool) throws { try writer.finish(while: { !Task.isCancelled }) }
}
