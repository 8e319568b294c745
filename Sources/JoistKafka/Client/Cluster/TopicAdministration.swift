import CJoistKafka

/// A topic to create.
package struct NewTopic: Sendable, Hashable {
  /// The topic's name.
  package var name: String
  /// The number of partitions; nil: the cluster's default.
  package var partitions: Int?
  /// The number of brokers that keep each record; nil: the cluster's default.
  package var replicationFactor: Int?
  /// The topic's configuration by name, such as `retention.ms`.
  package var configuration: [String: String]

  /// Describes a topic.
  package init(
    _ name: String, partitions: Int? = nil, replicationFactor: Int? = nil, configuration: [String: String] = [:]
  ) {
    self.name = name
    self.partitions = partitions
    self.replicationFactor = replicationFactor
    self.configuration = configuration
  }
}

extension KafkaClusterClient {
  /// Creates a topic and waits until all brokers know it. The embedded broker does not support this.
  /// - Throws: ``KafkaError`` with the brokers' reason.
  package func create(_ topic: NewTopic) throws(KafkaError) { try client.create(topic) }

  /// Deletes a topic with its records. The embedded broker does not support this.
  /// - Throws: ``KafkaError`` with the brokers' reason.
  package func delete(topic name: String) throws(KafkaError) {
    _ = try topic(name)
    try client.delete(topic: name)
  }

  /// The configuration that was set for a topic, by name, without the cluster's defaults.
  package func configuration(of topic: KafkaTopic) -> [String: String] {
    cluster.isEmbedded ? [:] : client.configuration(of: topic.name, isOwnOnly: true)
  }

  /// The ID of the broker that leads each partition; −1 if there is no leader at the moment.
  /// - Throws: ``KafkaError`` if no broker responds in time.
  package func leaders(of topic: KafkaTopic) throws(KafkaError) -> [KafkaPartition: Int32] {
    let handles = TopicHandles(of: client)
    _ = try handles.topic(topic.name)
    return try client.partitionLeaders(within: ClientHandle.contactLimit).filter { $0.key.topic == topic.name }
  }
}

extension ClientHandle {
  fileprivate func create(_ topic: NewTopic) throws(KafkaError) {
    let what = "the topic \"\(topic.name)\" cannot be created at \(brokers)"
    let (made, text) = TextBuffer.capture {
      rd_kafka_NewTopic_new(
        topic.name, Int32(clamping: topic.partitions ?? -1), Int32(clamping: topic.replicationFactor ?? -1), $0, $1)
    }
    guard let made else { throw KafkaError(.other, what, detail: text) }
    defer { rd_kafka_NewTopic_destroy(made) }
    for (name, value) in topic.configuration {
      let response = rd_kafka_NewTopic_set_config(made, name, value)
      guard response == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(response, what) }
    }
    let request = changeRequest(RD_KAFKA_ADMIN_OP_CREATETOPICS)
    var topics: [OpaquePointer?] = [made]
    rd_kafka_CreateTopics(pointer, &topics, 1, request.options, request.queue)
    try check(request, what) { event, count in
      rd_kafka_event_CreateTopics_result(event).flatMap { rd_kafka_CreateTopics_result_topics($0, count) }
    }
  }

  fileprivate func delete(topic name: String) throws(KafkaError) {
    let topic = rd_kafka_DeleteTopic_new(name)
    defer { rd_kafka_DeleteTopic_destroy(topic) }
    let request = changeRequest(RD_KAFKA_ADMIN_OP_DELETETOPICS)
    var topics: [OpaquePointer?] = [topic]
    rd_kafka_DeleteTopics(pointer, &topics, 1, request.options, request.queue)
    try check(request, "the topic \"\(name)\" cannot be deleted at \(brokers)") { event, count in
      rd_kafka_event_DeleteTopics_result(event).flatMap { rd_kafka_DeleteTopics_result_topics($0, count) }
    }
  }

  /// How long the brokers may take to create or delete a topic.
  private static let changeLimit = Duration.seconds(30)

  private func changeRequest(_ operation: rd_kafka_admin_op_t) -> AdminRequest {
    let request = AdminRequest(operation, of: self, within: Deadline(within: Self.changeLimit))
    request.waitForAllBrokers()
    return request
  }

  // SAFETY: the array that `results` returns has `count` elements and lives until `withResponse` destroys the event.
  private func check(
    _ request: borrowing AdminRequest, _ what: String,
    _ results: (OpaquePointer, UnsafeMutablePointer<Int>) -> UnsafeMutablePointer<OpaquePointer?>?
  ) throws(KafkaError) {
    let response: Void? = try request.withResponse { (event) throws(KafkaError) in
      let response = rd_kafka_event_error(event)
      guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw KafkaError(response, what, detail: rd_kafka_event_error_string(event).map { String(cString: $0) })
      }
      var count = 0
      let topics = UnsafeBufferPointer(start: results(event, &count), count: count)
      for topic in topics {
        let response = rd_kafka_topic_result_error(topic)
        if response == RD_KAFKA_RESP_ERR_NO_ERROR { continue }
        throw KafkaError(response, what, detail: rd_kafka_topic_result_error_string(topic).map { String(cString: $0) })
      }
    }
    guard response != nil else { throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, what) }
  }
}
