import CJoistKafka

/// A topic as described by its cluster.
package struct KafkaTopic: Sendable, Equatable {
  /// The topic's name.
  package let name: String
  /// The number of partitions; they are numbered from 0.
  package let partitionCount: Int32

  /// The partitions in order.
  package var partitions: [KafkaPartition] { (0..<partitionCount).map { KafkaPartition(name, $0) } }
}

extension ClientHandle {
  /// Looks up a topic without creating it.
  /// - Throws: ``KafkaError`` with the code `noTopic`, which names the topic, the brokers and the existing topics.
  func topic(_ name: String, in cluster: KafkaCluster, within limit: Duration = contactLimit) throws(KafkaError)
    -> KafkaTopic
  {
    let deadline = Deadline(within: limit)
    // The embedded broker creates every topic that is looked up by name, so list all its topics instead.
    let found =
      cluster.isEmbedded
      ? try allTopics(deadline).first { $0.name == name }.map { (topic: $0, response: RD_KAFKA_RESP_ERR_NO_ERROR) }
      : try described(name, deadline)
    guard let found, found.response.kind != .noTopic else {
      throw missing(name, in: cluster, others: (try? allTopics(deadline)) ?? [])
    }
    guard found.response == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(found.response, "the topic \"\(name)\" at \(brokers) cannot be used")
    }
    return found.topic
  }

  private typealias Described = (topic: KafkaTopic, response: ResponseCode)

  /// How long a topic may be missing after its creation: brokers learn of a new topic with a short delay.
  private static let creationDelay = Duration.seconds(1)

  /// Describes one topic; retries while the topic may just have been created.
  private func described(_ name: String, _ deadline: Deadline) throws(KafkaError) -> Described? {
    guard let handle = rd_kafka_topic_new(pointer, name, nil) else {
      throw KafkaError(rd_kafka_last_error(), "\"\(name)\" is not a valid topic name")
    }
    defer { rd_kafka_topic_destroy(handle) }
    let creation = Deadline(within: Self.creationDelay)
    while true {
      let found = try topics(handle, deadline).first
      switch found?.response {
      case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE where !deadline.hasPassed: break
      case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART where !creation.hasPassed: break
      default: return found
      }
      Pause.milliseconds(50)
    }
  }

  /// All topics of the cluster except its internal ones.
  func allTopics(_ deadline: Deadline) throws(KafkaError) -> [KafkaTopic] {
    try topics(nil, deadline).map(\.topic).filter { !$0.name.hasPrefix("__") }
  }

  // SAFETY: librdkafka's metadata has `topic_cnt` topics and lives until it is destroyed at the end; names are copied.
  private func topics(_ one: OpaquePointer?, _ deadline: Deadline) throws(KafkaError) -> [Described] {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let response = rd_kafka_metadata(pointer, one == nil ? 1 : 0, one, &metadata, deadline.milliseconds())
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
      throw KafkaError(response, "the brokers at \(brokers) did not list their topics", detail: notices.latest?.text)
    }
    defer { rd_kafka_metadata_destroy(metadata) }
    return UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt)).map {
      (KafkaTopic(name: String(cString: $0.topic), partitionCount: $0.partition_cnt), $0.err)
    }
  }

  private func missing(_ name: String, in cluster: KafkaCluster, others: [KafkaTopic]) -> KafkaError {
    // The topics with the longest common prefix come first.
    let names = others.map(\.name).sorted {
      let (left, right) = ($0.commonPrefix(with: name).count, $1.commonPrefix(with: name).count)
      return left == right ? $0 < $1 : left > right
    }
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    return KafkaError(
      .noTopic, "there is no topic \"\(name)\" at \(brokers)",
      detail: names.isEmpty ? "the cluster has no topics" : "topics there: \(shown)",
      hint: "create it with `joist topics create \(name) --partitions N`"
        + (cluster.isEmbedded ? "" : ", with as many as the job may ever need; a job never creates topics"))
  }
}

extension String {
  /// The common prefix of both texts.
  fileprivate func commonPrefix(with other: String) -> Substring {
    prefix(zip(self, other).prefix { $0 == $1 }.count)
  }
}
