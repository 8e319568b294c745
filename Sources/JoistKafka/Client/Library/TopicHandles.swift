import CJoistKafka
import Synchronization

/// A client's topic handles, one for each name, destroyed with the last reference.
final class TopicHandles: Sendable {
  // SAFETY: any thread may use a librdkafka topic. The pointer never changes, is destroyed with the last reference, and
  // `client`, which it belongs to, is released after that.
  /// The handle of one topic.
  final class Topic: @unchecked Sendable {
    /// The handle, an `rd_kafka_topic_t`.
    let pointer: OpaquePointer
    let name: String
    /// Keeps the client alive as long as the handle.
    private let client: ClientHandle

    fileprivate init(_ name: String, of client: ClientHandle) throws(KafkaError) {
      guard let pointer = rd_kafka_topic_new(client.pointer, name, nil) else {
        throw KafkaError(rd_kafka_last_error(), "\"\(name)\" is not a valid topic name")
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

  /// The handle of a topic, made on first use.
  /// - Throws: ``KafkaError`` if the name is not valid.
  func topic(_ name: String) throws(KafkaError) -> Topic {
    try topics.withLock { (topics) throws(KafkaError) in
      if let known = topics[name] { return known }
      let new = try Topic(name, of: client)
      topics[name] = new
      return new
    }
  }
}
