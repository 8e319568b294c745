import CJoistKafka
import Synchronization

/// A client's handles of topics, one for each name, destroyed with the last reference.
final class TopicHandles: Sendable {
  // Sendable: librdkafka's topics may be used from any thread, and the pointer never changes.
  /// The handle of one topic.
  final class Topic: @unchecked Sendable {
    /// The handle itself, a `rd_kafka_topic_t`.
    let pointer: OpaquePointer
    /// The topic's name.
    let name: String
    /// The client that the handle belongs to, which must outlive it.
    private let client: ClientHandle

    fileprivate init(_ name: String, of client: ClientHandle) throws(KafkaError) {
      guard let pointer = rd_kafka_topic_new(client.pointer, name, nil) else {
        throw KafkaError(rd_kafka_last_error(), "\"\(name)\" cannot be a topic")
      }
      self.pointer = pointer
      self.name = name
      self.client = client
    }

    deinit { rd_kafka_topic_destroy(pointer) }
  }

  private let client: ClientHandle
  private let topics = Mutex<[String: Topic]>([:])

  init(of client: ClientHandle) { self.client = client }

  /// The handle of a topic.
  /// - Throws: ``KafkaError`` where the name cannot be a topic's.
  func topic(_ name: String) throws(KafkaError) -> Topic {
    try topics.withLock { (topics) throws(KafkaError) in
      if let known = topics[name] { return known }
      let new = try Topic(name, of: client)
      topics[name] = new
      return new
    }
  }
}
