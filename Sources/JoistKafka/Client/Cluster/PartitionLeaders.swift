import CJoistKafka

extension ClientHandle {
  /// The partitions of all topics that the client has handles of, with the numbers of their leaders, in one request. A
  /// partition without a leader has the number -1; a topic that the brokers do not know now is left out.
  /// - Throws: ``KafkaError`` where no broker answers in time.
  func partitionLeaders(within limit: Duration) throws(KafkaError) -> [KafkaPartition: Int32] {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let response = rd_kafka_metadata(pointer, 0, nil, &metadata, Deadline(within: limit).milliseconds())
    guard response == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
      throw KafkaError(response, "the brokers at \(brokers) do not describe their topics", detail: notices.latest?.text)
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
