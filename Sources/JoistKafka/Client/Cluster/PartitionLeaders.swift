import CJoistKafka

extension ClientHandle {
  /// The partitions of all topics that the client has handles for, with the IDs of their leaders, in one request. A partition
  /// without a leader has the ID -1. A topic that the brokers do not know is left out.
  /// - Throws: ``KafkaError`` if no broker responds in time.
  // SAFETY: librdkafka's metadata has `topic_cnt` topics with `partition_cnt` partitions each, and lives until it is destroyed
  // at the end; names are copied.
  func partitionLeaders(within limit: Duration) throws(KafkaError) -> [KafkaPartition: Int32] {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let response = rd_kafka_metadata(pointer, 0, nil, &metadata, Deadline(within: limit).milliseconds())
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
      throw KafkaError(
        response, "the brokers at \(brokers) did not describe their topics", detail: notices.latest?.text)
    }
    defer { rd_kafka_metadata_destroy(metadata) }
    var leaders: [KafkaPartition: Int32] = [:]
    for topic in UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt))
    where topic.err == RD_KAFKA_RESP_ERR_NO_ERROR {
      let name = String(cString: topic.topic)
      for partition in UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt)) {
        leaders[KafkaPartition(name, partition.id)] = partition.leader
      }
    }
    return leaders
  }
}
