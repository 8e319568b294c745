import CJoistKafka

/// A topic as its cluster describes it.
package struct KafkaTopic: Sendable, Equatable {
  /// The topic's name.
  package let name: String
  /// How many partitions it has; their numbers begin at 0.
  package let partitionCount: Int32

  /// Its partitions in order.
  package var partitions: [KafkaPartition] { (0..<partitionCount).map { KafkaPartition(name, $0) } }
}

extension ClientHandle {
  /// Looks for a topic, without making it.
  /// - Throws: ``KafkaError`` with the code `noTopic` that names the topic, the brokers and the topics there are.
  func topic(_ name: String, in cluster: KafkaCluster, within limit: Duration = contactLimit) throws(KafkaError)
    -> KafkaTopic
  {
    let deadline = Deadline(within: limit)
    // The embedded broker makes every topic that is asked for by name, so there all are listed.
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

  /// How long a topic may be missing: brokers hear of a new one a moment after whoever made it.
  private static let newsLimit = Duration.seconds(1)

  /// Asks for one topic, again while it may just have been made.
  private func described(_ name: String, _ deadline: Deadline) throws(KafkaError) -> Described? {
    guard let handle = rd_kafka_topic_new(pointer, name, nil) else {
      throw KafkaError(rd_kafka_last_error(), "\"\(name)\" cannot be a topic")
    }
    defer { rd_kafka_topic_destroy(handle) }
    let news = Deadline(within: Self.newsLimit)
    while true {
      let found = try topics(handle, deadline).first
      switch found?.response {
      case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE where !deadline.hasPassed: break
      case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART where !news.hasPassed: break
      default: return found
      }
      Pause.milliseconds(50)
    }
  }

  /// All topics of the cluster, without its own.
  func allTopics(_ deadline: Deadline) throws(KafkaError) -> [KafkaTopic] {
    try topics(nil, deadline).map(\.topic).filter { !$0.name.hasPrefix("__") }
  }

  private func topics(_ one: OpaquePointer?, _ deadline: Deadline) throws(KafkaError) -> [Described] {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let response = rd_kafka_metadata(pointer, one == nil ? 1 : 0, one, &metadata, deadline.milliseconds())
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
      throw KafkaError(response, "the brokers at \(brokers) do not list their topics", detail: notices.latest?.text)
    }
    defer { rd_kafka_metadata_destroy(metadata) }
    return UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt)).map {
      (KafkaTopic(name: String(cString: $0.topic), partitionCount: $0.partition_cnt), $0.err)
    }
  }

  private func missing(_ name: String, in cluster: KafkaCluster, others: [KafkaTopic]) -> KafkaError {
    // Those first that begin most like it.
    let names = others.map(\.name).sorted {
      let (left, right) = ($0.commonPrefix(with: name).count, $1.commonPrefix(with: name).count)
      return left == right ? $0 < $1 : left > right
    }
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    return KafkaError(
      .noTopic, "there is no topic \"\(name)\" at \(brokers)",
      detail: names.isEmpty ? "the cluster has no topics" : "topics there: \(shown)",
      hint: "create it with `joist topics create \(name) --partitions N`"
        + (cluster.isEmbedded ? "" : ", as many as the job may ever need; a job never creates a topic by itself"))
  }
}

extension String {
  /// What both texts begin with.
  fileprivate func commonPrefix(with other: String) -> Substring {
    prefix(zip(self, other).prefix { $0 == $1 }.count)
  }
}
